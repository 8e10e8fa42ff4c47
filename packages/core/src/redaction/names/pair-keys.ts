/** Keys that hold the name in an object of a name and a value, as in HAR, ECS, CloudFormation, validation errors. */
const NAME_KEYS = keysOf(
  `name key k header headerName parameter parameterKey parameterName param optionName option property propertyName path
  instancePath field fieldName variable variableName envVar attribute attributeName label setting settingName cookieName`,
)

/** Keys that hold the value. `args` is that of a command: `{ name: 'auth', args: […] }`. */
const VALUE_KEYS = keysOf(
  `value val v values parameterValue headerValue fieldValue stringValue defaultValue resolvedValue optionValue
  settingValue attributeValue currentValue newValue oldValue initialValue data args`,
)

export function isNameKey(key: string): boolean {
  return NAME_KEYS.has(key)
}

export function isValueKey(key: string): boolean {
  return VALUE_KEYS.has(key)
}

/** Each key as `parameterKey`, `ParameterKey`, `parameter_key`, `parameterkey` and `PARAMETER_KEY`. */
function keysOf(list: string): ReadonlySet<string> {
  const keys = list.split(/\s+/).flatMap((key) => {
    const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    return [key, key.charAt(0).toUpperCase() + key.slice(1), snake, snake.toUpperCase(), key.toLowerCase()]
  })
  return new Set(keys)
}
