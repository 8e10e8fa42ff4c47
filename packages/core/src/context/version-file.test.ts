import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryDirectory } from '../../../../scripts/testing/spill-directory.mjs'
import { detectIdentity } from './identity.js'

function versionFile(text: string): string {
  const file = join(temporaryDirectory(), 'version')
  writeFileSync(file, text)
  return file
}

const detect = (file: string, env: Readonly<Record<string, string>> = {}, version?: string) =>
  detectIdentity({ versionFile: file, version }, {}, { env, hostname: () => 'host' }).version

it('takes the version from the first line of a file when nothing that is said of it names one', () => {
  const file = versionFile('app-production-d-ABC123\nwritten by the deployment\n')

  expect(detect(file)).toBe('app-production-d-ABC123')
  expect(detect(file, {}, '2.0.0')).toBe('2.0.0')
  expect(detect(file, { SERVICE_VERSION: '3' })).toBe('3')
  // What a package manager knows of the start script is the weakest.
  expect(detect(file, { npm_package_version: '0.1.0' })).toBe('app-production-d-ABC123')
})

it('takes at most 255 characters, without the space around', () => {
  expect(detect(versionFile(`  ${'v'.repeat(300)}  `))).toBe('v'.repeat(255))
  expect(detect(versionFile(' 7\t\r\n8'))).toBe('7')
})

it.each([
  ['empty', () => versionFile('\n')],
  ['missing', () => '/no/such/file'],
  ['a directory', () => temporaryDirectory()],
])('leaves the version to what is weaker when the file is %s', (_what, file) => {
  expect(detect(file())).toBeUndefined()
  expect(detect(file(), { npm_package_version: '0.1.0' })).toBe('0.1.0')
})
