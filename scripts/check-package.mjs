// Packs the package in the current folder as it would be published, and checks the archive.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'check-package-'))
const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' })

try {
  execFileSync('pnpm', ['pack', '--pack-destination', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
  const archive = join(folder, readdirSync(folder)[0])
  run('publint', 'run', archive, '--strict')
  run('attw', archive, '--format', 'table-flipped', '--no-emoji')
} catch {
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
