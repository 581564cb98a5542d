// How bytes become JSON: the same rules as the broker's (PROTOCOL.md, "Records").
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const JSON_BEGINS = new Set([...'{["-0123456789tfn \t\r\n'].map((character) => character.charCodeAt(0)))
const STRUCTURE_BEGINS = new Set([...'{[ \t\r\n'].map((character) => character.charCodeAt(0)))

/** `{value, encoding}` of bytes; of null, no encoding. `structured`: only objects and arrays count as JSON. */
export function decode(bytes, wanted, structured) {
  if (bytes === null) return { value: null, encoding: undefined }
  if (wanted === 'base64') return { value: base64(bytes), encoding: 'base64' }
  const text = textOf(bytes)
  if (text === undefined) return { value: base64(bytes), encoding: 'base64' }
  const begins = structured && wanted !== 'json' ? STRUCTURE_BEGINS : JSON_BEGINS
  if (wanted !== 'text' && begins.has(bytes[0])) {
    try {
      const value = JSON.parse(text)
      if (wanted === 'json' || !structured || (typeof value === 'object' && value !== null)) return { value, encoding: 'json' }
    } catch {
      // It is text, then.
    }
  }
  return { value: text, encoding: 'text' }
}

function textOf(bytes) {
  try {
    return UTF8.decode(bytes)
  } catch {
    return undefined
  }
}

function base64(bytes) {
  let characters = ''
  for (let i = 0; i < bytes.length; i += 8192) characters += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(characters)
}
