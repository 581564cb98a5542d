// The filter line, as people type it, and the filter as the broker takes it.
const CONDITION = /^(key|header\.[^=!<>^\s]+|\$[^=!<>\s]*)(\^=|!=|>=|<=|=|>|<)?(.*)$/
const COMPARISONS = { '=': 'equals', '!=': 'notEquals', '>': 'greater', '>=': 'greaterOrEqual', '<': 'less', '<=': 'lessOrEqual' }

/**
 * Reads a line such as `key^=customer- $.total>10 header.source=web urgent`: conditions, and text that values contain. Quotes
 * keep spaces together. Null for nothing; throws an Error that says what is wrong.
 */
export function readFilter(line) {
  const filter = {}
  const text = []
  for (const word of words(line)) {
    const [, subject, operator, operand] = word.quoted ? [] : CONDITION.exec(word.text) ?? []
    if (!subject || (subject === 'key' && !operator)) text.push(word.text)
    else if (subject === 'key') filter.key = keyCondition(operator, operand)
    else if (subject.startsWith('header.')) filter.header = headerCondition(subject.slice('header.'.length), operator, operand)
    else (filter.json ??= []).push(jsonCondition(subject, operator, operand))
  }
  if (text.length > 0) filter.value = { contains: text.join(' ') }
  return Object.keys(filter).length > 0 ? filter : null
}

function keyCondition(operator, operand) {
  if (operator === '=') return { equals: operand }
  if (operator === '^=') return { prefix: operand }
  throw new Error('A key is compared with key=all or key^=beginning.')
}

function headerCondition(name, operator, operand) {
  if (!operator) return { name }
  if (operator === '=') return { name, equals: operand }
  throw new Error('A header is compared with header.name=value, or header.name alone: it is there.')
}

function jsonCondition(path, operator, operand) {
  if (!operator) return { path, exists: true }
  if (operator === '^=') throw new Error('Values in JSON are compared with =, !=, <, <=, > and >=.')
  return { path, [COMPARISONS[operator]]: scalar(operand) }
}

/** 10, true and null as JSON has them; the rest, and what is in quotes, is text. */
function scalar(operand) {
  if (operand.startsWith('"') && operand.endsWith('"') && operand.length > 1) return operand.slice(1, -1)
  if (/^(true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(operand)) return JSON.parse(operand)
  return operand
}

function words(line) {
  return [...line.matchAll(/"([^"]*)"(?=\s|$)|(?:[^\s"]|"[^"]*")+|"/g)].map((match) =>
    ({ text: match[1] ?? match[0], quoted: match[1] !== undefined }))
}
