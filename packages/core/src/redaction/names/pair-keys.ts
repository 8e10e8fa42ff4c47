/** Keys that hold the name in an object of a name and a value, as in HAR, ECS, CloudFormation, validation errors. */
const NAME_KEYS = keysOf(
  `name key k header headerName parameter parameterKey parameterName param optionName option property propertyName path
  instancePath field fieldName variable variableName envVar attribute attributeName label setting settingName cookieName`,
)

/** Keys that hold the value. */
const VALUE_KEYS = keysOf(
  `value val v values parameterValue headerValue fieldValue stringValue defaultValue resolvedValue optionValue
  settingValue attributeValue currentValue newValue oldValue initialValue data`,
)

/** Keys that hold the arguments of a command, and those that hold the command: `{ name: 'auth', args: […] }`. */
const ARGUMENTS_KEYS = keysOf('args spawnArgs argv arguments argumentList')
const COMMAND_KEYS = keysOf('name command cmd path file spawnFile executable program binary syscall')

/** The value that failed a validation, and what a job of a queue works on: `{ name: 'reset-password', data: { … } }`. */
const PAYLOAD_KEY = 'data'

/** Keys whose names are those of fields: `{ instancePath: '/user/password', data }`. */
const FIELD_KEYS = keysOf('path instancePath field fieldName property propertyName param')

export function isNameKey(key: string): boolean {
  return NAME_KEYS.has(key)
}

/** Whether what stands under a key can be the name of an object under `valueKey`, and not that of a job or a route. */
export function canNameObject(nameKey: string, name: string, valueKey: string): boolean {
  if (valueKey.toLowerCase() !== PAYLOAD_KEY) return true
  return FIELD_KEYS.has(nameKey) && (nameKey !== 'path' || !name.startsWith('/'))
}

export function isValueKey(key: string): boolean {
  return VALUE_KEYS.has(key) || ARGUMENTS_KEYS.has(key)
}

export function isArgumentsKey(key: string): boolean {
  return ARGUMENTS_KEYS.has(key)
}

export function isCommandKey(key: string): boolean {
  return COMMAND_KEYS.has(key)
}

/** Each key as `parameterKey`, `ParameterKey`, `parameter_key`, `parameterkey` and `PARAMETER_KEY`. */
function keysOf(list: string): ReadonlySet<string> {
  const keys = list.split(/\s+/).flatMap((key) => {
    const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    return [key, key.charAt(0).toUpperCase() + key.slice(1), snake, snake.toUpperCase(), key.toLowerCase()]
  })
  return new Set(keys)
}
