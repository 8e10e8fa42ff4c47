#!/usr/bin/env node
// A file of its own, because package managers link commands before anything is built.
import '../dist/bin.js'
