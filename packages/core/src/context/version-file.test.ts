import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { detectIdentity } from './identity.js'

function versionFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'version-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'version')
  writeFileSync(file, text)
  return file
}

const system = { env: {}, hostname: () => 'host' }

it('takes the version from the first line of a file when nothing else names one', () => {
  const file = versionFile('app-production-d-ABC123\nwritten by the deployment\n')

  expect(detectIdentity({ versionFile: file }, system).version).toBe('app-production-d-ABC123')
  expect(detectIdentity({ versionFile: file, version: '2.0.0' }, system).version).toBe('2.0.0')
  expect(detectIdentity({ versionFile: file }, { ...system, env: { SERVICE_VERSION: '3' } }).version).toBe('3')
})

it('leaves the version unknown when the file is empty or missing', () => {
  expect(detectIdentity({ versionFile: versionFile('\n') }, system).version).toBeUndefined()
  expect(detectIdentity({ versionFile: '/no/such/file' }, system).version).toBeUndefined()
})
