import {
  ACCOUNT,
  AUTH,
  BANK_ACCOUNT,
  CARD,
  COUNTED,
  COUNTED_TOKENS,
  GENERATED,
  PASS,
  PHRASE,
  PIN,
  SECRET_ID,
  SESSION,
  SID,
  SIGNATURE,
  SYMBOL,
  TOKEN,
  type ValueRule,
  WORKING_DIRECTORY,
} from './value-rules.js'

/** What a name says: always secret, never secret, or a rule that asks the value. */
export type NameRule = 'secret' | 'plain' | ValueRule

/** Names, normalized, and what they say. */
type Rules = readonly (readonly [rule: NameRule, names: string])[]

/**
 * What a name says by how it ends; the longest ending decides. So `nextToken` is judged before `token`
 * and `bypass` before `pass`, and `dbPassword` and `stripe_api_key` are what they end with.
 */
const ENDINGS: Rules = [
  [
    'secret',
    `password passwd passphrase passcode pwd passwort kennwort contraseña contrasena motdepasse wachtwoord senha
    lösenord losenord adgangskode salasana heslo jelszó jelszo hasło haslo şifre sifre пароль 密码 密碼 口令 パスワード 비밀번호`,
  ],
  ['secret', 'secret secretkey secretkeybase secretstring secretbinary secretvalue'],
  ['secret', 'authorization authheader basicauth credential bearer jwt csrf xsrf'],
  [
    'secret',
    `accesstoken refreshtoken idtoken idtokenhint authtoken csrftoken xsrftoken securitytoken sessiontoken bearertoken
    apitoken secrettoken resettoken verificationtoken logintoken deploytoken devicetoken oauthtoken personalaccesstoken
    oidcdata samlresponse samlassertion clientassertion codeverifier`,
  ],
  [
    'secret',
    `accesskey accesskeyid apikey authkey privatekey privkey encryptionkey decryptionkey signingkey masterkey sharedkey
    hmackey sshkey sessionkey accountkey servicekey subscriptionkey functionskey licensekey ssecustomerkey
    encryptioncustomerkey`,
  ],
  ['secret', 'cookie sessionid sessid connectsid amzsignature honeycombteam connectionstring connstr'],
  [
    'secret',
    `otp mfacode otpcode totpcode smscode verificationcode resetcode recoverycode backupcode twofactorcode 2facode
    authcode authorizationcode authenticationcode securitycode accesscode devicecode logincode unlockcode`,
  ],
  [
    'secret',
    `pincode userpin cardpin atmpin accountpin loginpin securitypin debitpin newpin oldpin currentpin confirmpin
    walletpin simpin mfapin transactionpin`,
  ],
  [
    'secret',
    'creditcard debitcard creditcardnumber cardnumber cardno cardnum ccnumber ccnum cvv cvc primaryaccountnumber',
  ],
  ['secret', 'ssn socialsecuritynumber seedphrase recoveryphrase mnemonicphrase'],

  [COUNTED, 'passwords secrets cookies credentials creds apikeys accesskeys privatekeys creditcards debitcards'],
  [COUNTED, 'recoverycodes backupcodes'],
  [COUNTED_TOKENS, 'tokens'],
  [TOKEN, 'token'],
  [SESSION, 'session sessions'],
  [AUTH, 'auth'],
  [SIGNATURE, 'signature signatures'],
  [PASS, 'pass'],
  [CARD, 'card cards'],
  [ACCOUNT, 'cardpan'],
  [BANK_ACCOUNT, 'iban'],
  [GENERATED, 'appkey applicationkey dbkey databasekey clientkey consumerkey serverkey writekey'],
  [
    GENERATED,
    `stripekey openaikey anthropickey geminikey mistralkey groqkey coherekey huggingfacekey sendgridkey mailgunkey
    twiliokey postmarkkey resendkey slackkey shopifykey paypalkey razorpaykey braintreekey githubkey gitlabkey googlekey
    gcpkey azurekey awskey cloudflarekey datadogkey newrelickey algoliakey mapboxkey supabasekey firebasekey pineconekey`,
  ],
  [
    SYMBOL,
    `basetoken quotetoken fromtoken totoken selltoken buytoken paytoken nativetoken gastoken feetoken rewardtoken
    stakingtoken governancetoken collateraltoken underlyingtoken lptoken erc20token erc721token inputtoken outputtoken
    eostoken bostoken padtoken unktoken masktoken septoken clstoken stoptoken starttoken endtoken specialtoken
    syntaxtoken lexertoken designtoken injectiontoken`,
  ],

  // Cursors of pages, keys of idempotency, the count of a change: they have to be seen, and let nobody in.
  [
    'plain',
    `nexttoken pagetoken continuationtoken paginationtoken cursortoken resumetoken synctoken deltatoken startingtoken
    previoustoken prevtoken sequencetoken checkpointtoken changetoken locktoken concurrencytoken versiontoken
    clienttoken clientrequesttoken idempotencytoken cancellationtoken publickeytoken`,
  ],
  [
    'plain',
    `maxtokens mintokens totaltokens prompttokens completiontokens inputtokens outputtokens cachedtokens reasoningtokens
    thinkingtokens numtokens usedtokens availabletokens remainingtokens designtokens`,
  ],
  ['plain', 'functionsignature methodsignature callsignature typesignature designsignature emailsignature'],
  ['plain', 'timesignature keysignature'],
  [
    'plain',
    `compass encompass bypass surpass trespass overpass underpass boardingpass seasonpass lowpass highpass bandpass
    allpass renderpass multipass singlepass firstpass secondpass nextpass shaderpass forwardpass backwardpass daypass
    sshpass weekpass monthpass annualpass gamepass battlepass eventpass skipass buspass citypass hallpass parkingpass`,
  ],
  ['plain', 'issn assn resenha desenha obsession possession allowcredentials httptokens'],
]

/** What a name says when it is the whole name. */
const WHOLE_NAMES: Rules = [
  ['secret', 'pw dbpw userpw adminpw rootpw smtppw ftppw mailpw ldappw newpw oldpw mdp parola'],
  [WORKING_DIRECTORY, 'pwd oldpwd'],
  [AUTH, 'authentication'],
  [SID, 'sid'],
  [SIGNATURE, 'sig hmac'],
  [PIN, 'pin'],
  [CARD, 'credit cc'],
  [ACCOUNT, 'pan'],
  [SECRET_ID, 'secretid'],
  [PHRASE, 'mnemonic'],
]

/** Words after the name of a secret that leave it one: `passwordHash`, `clientSecretValue`, `authHeader`. */
const QUALIFIERS = words(
  `again confirm confirmation confirmed content data digest encoded encrypted hash hashed header headers json new old
  current previous pem plain plaintext raw repeat retype salt string text value values verify base64 b64 hex md5 sha1
  sha256 sha512 bcrypt argon2`,
)

/** `password2` and `token_1` are what `password` and `token` are. */
const NUMBERING = /(?<!\d)\d{1,4}$/

const BY_ENDING = toMap(ENDINGS)
const BY_WHOLE_NAME = toMap(WHOLE_NAMES)

const TAIL_LENGTH = 2

const LETTERS = 26
const LOWER_A = 0x61
const TO_LOWER = 0x20
const NO_LETTERS = -1

/** How every name and qualifier ends: most names of fields end otherwise, and are judged by that. */
const TAILS: ReadonlySet<string> = new Set(
  [...BY_ENDING.keys(), ...BY_WHOLE_NAME.keys(), ...QUALIFIERS].map((name) => name.slice(-TAIL_LENGTH)),
)

const LONGEST_ENDING = Math.max(...[...BY_ENDING.keys()].map((ending) => ending.length))

/**
 * Whether a name can say anything at all, by its last letters: asked before it is normalized, as most names need
 * no more. `more` are normalized names beside the built-in ones.
 */
export function createTailCheck(more: Iterable<string>): (name: string) => boolean {
  const tails = new Uint8Array(LETTERS * LETTERS)
  let isOneCharacterEnough = false
  for (const tail of [...TAILS, ...[...more].map((name) => name.slice(-TAIL_LENGTH))]) {
    const index = tailIndex(tail)
    if (index !== NO_LETTERS) tails[index] = 1
    if (tail.length < TAIL_LENGTH) isOneCharacterEnough = true
  }
  return (name) => {
    if (name.length < TAIL_LENGTH) return isOneCharacterEnough
    const index = tailIndex(name)
    return index === NO_LETTERS || tails[index] === 1
  }
}

/** A number for the last two letters of a name, whatever their case, or {@link NO_LETTERS}. */
function tailIndex(name: string): number {
  const first = letterAt(name, name.length - TAIL_LENGTH)
  const second = letterAt(name, name.length - 1)
  return first === NO_LETTERS || second === NO_LETTERS ? NO_LETTERS : first * LETTERS + second
}

/** 0 for `a` and `A`, 25 for `z` and `Z`. */
function letterAt(name: string, index: number): number {
  const letter = (name.charCodeAt(index) | TO_LOWER) - LOWER_A
  return letter >= 0 && letter < LETTERS ? letter : NO_LETTERS
}

/** What a normalized name says by itself, without its numbering and qualifiers; undefined if nothing. */
export function ruleOfName(name: string): NameRule | undefined {
  const whole = BY_WHOLE_NAME.get(name)
  if (whole !== undefined) return whole
  for (let length = Math.min(name.length, LONGEST_ENDING); length > 1; length--) {
    const rule = BY_ENDING.get(name.slice(-length))
    if (rule !== undefined) return rule
  }
  return undefined
}

/** The name without one qualifier, or without its numbering; the same name if it has neither. */
export function shorterName(name: string): string {
  const qualifier = QUALIFIERS.find((word) => name.endsWith(word))
  return qualifier === undefined ? name.replace(NUMBERING, '') : name.slice(0, -qualifier.length)
}

/** The name without the number at its end. */
export function withoutNumbering(name: string): string {
  return name.replace(NUMBERING, '')
}

function words(list: string): string[] {
  return list.split(/\s+/)
}

function toMap(rules: Rules): ReadonlyMap<string, NameRule> {
  return new Map(rules.flatMap(([rule, list]) => words(list).map((name) => [name, rule] as const)))
}
