import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { main: 'src/main.ts', 'launcher/main': 'src/launcher/main.ts' },
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  sourcemap: true,
  clean: true,
})
