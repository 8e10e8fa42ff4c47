export function compileProgram(
  entry: string,
  packageFolder: string,
  format?: 'esm' | 'cjs',
  hasSourceMap?: boolean,
): Promise<string>
export function childEnvironment(more?: Readonly<Record<string, string>>): NodeJS.ProcessEnv
