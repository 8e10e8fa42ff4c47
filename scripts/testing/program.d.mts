export function compileProgram(entry: string, packageFolder: string, format?: 'esm' | 'cjs'): Promise<string>
export function childEnvironment(more?: Readonly<Record<string, string>>): NodeJS.ProcessEnv
