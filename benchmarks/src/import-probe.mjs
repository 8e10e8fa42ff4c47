import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const begin = performance.now()
require(process.argv[2])
const importMs = performance.now() - begin
const loadsSdk = Object.keys(require.cache).some((file) => /@aws-sdk[\\/]client-/.test(file))
console.log(JSON.stringify({ importMs, loadsSdk }))
