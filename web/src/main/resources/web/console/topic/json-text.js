// JSON for reading, made of its text and not of its value: numbers stay as they were written, however many digits they have.
const TOKEN = /"(?:[^"\\]|\\.)*"|[-+.\w]+|[{}[\],:]|\s+/gy
const LONGEST = 200_000

/** Tokens `{text, kind}` of a JSON text on lines with indentation; null when it is not JSON. */
export function prettyTokens(text) {
  if (text.length > LONGEST) return null
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  const tokens = [...text.matchAll(TOKEN)].map((match) => match[0]).filter((token) => token.trim() !== '')
  const pretty = []
  let depth = 0
  const line = () => pretty.push({ text: `\n${'  '.repeat(depth)}`, kind: 'space' })
  tokens.forEach((token, i) => {
    if (token === '{' || token === '[') {
      pretty.push({ text: token, kind: 'mark' })
      depth++
      if (!closes(tokens[i + 1])) line()
    } else if (closes(token)) {
      depth--
      if (!opens(tokens[i - 1])) line()
      pretty.push({ text: token, kind: 'mark' })
    } else if (token === ',') {
      pretty.push({ text: token, kind: 'mark' })
      line()
    } else if (token === ':') {
      pretty.push({ text: ': ', kind: 'mark' })
    } else {
      pretty.push({ text: token, kind: kindOf(token, tokens[i + 1]) })
    }
  })
  return pretty
}

function opens(token) {
  return token === '{' || token === '['
}

function closes(token) {
  return token === '}' || token === ']'
}

function kindOf(token, next) {
  if (token.startsWith('"')) return next === ':' ? 'name' : 'string'
  return /^[-\d]/.test(token) ? 'number' : 'word'
}
