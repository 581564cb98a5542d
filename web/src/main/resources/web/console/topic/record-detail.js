import { h } from '../dom.js'
import { bytes, moment } from '../format.js'
import { prettyTokens } from './json-text.js'

/** Everything about one record. */
export function recordDetail(onClose) {
  const content = h('div', { class: 'detail-content' })
  const element = h('aside', { class: 'detail', hidden: true, 'aria-label': 'Record', 'data-testid': 'detail' },
    h('header', {}, h('h2', {}, 'Record'),
      h('button', { class: 'quiet', type: 'button', 'aria-label': 'Close', 'data-key': 'Escape', onclick: onClose }, '✕')),
    content)
  return {
    element,
    show(record) {
      element.hidden = record === null
      if (record) content.replaceChildren(...parts(record))
    }
  }
}

function parts(record) {
  const { topic, partition, offset, timestamp, headers } = record
  return [
    facts([['Topic', topic], ['Partition', partition], ['Offset', offset], ['Time', moment(timestamp)], ['Timestamp', timestamp]]),
    h('h3', {}, 'Key'), bytesOf(record.key, record.keyEncoding),
    h('h3', {}, 'Value', copyButton(record.value)), bytesOf(record.value, record.valueEncoding),
    headers.length > 0 ? h('h3', {}, 'Headers') : null,
    headers.length > 0 ? facts(headers.map(({ key, value }) => [key, value ?? 'null'])) : null
  ].filter((part) => part !== null)
}

function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.map(([name, value]) => [h('dt', {}, String(name)), h('dd', {}, String(value))]))
}

function bytesOf(text, encoding) {
  if (text === null) return h('p', { class: 'none' }, 'null')
  const tokens = encoding === 'base64' ? null : prettyTokens(text)
  const what = encoding === 'base64' ? 'Base64' : tokens ? 'JSON' : 'text'
  return h('div', {},
    h('pre', { class: 'bytes' }, tokens ? tokens.map(({ text: part, kind }) => h('span', { class: `json-${kind}` }, part)) : text),
    h('small', {}, `${what}, ${bytes(encoding === 'base64' ? Math.floor(text.length * 3 / 4) : new Blob([text]).size)}`))
}

function copyButton(text) {
  if (text === null || !navigator.clipboard) return null
  const button = h('button', { class: 'quiet small', type: 'button' }, 'Copy')
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
    setTimeout(() => { button.textContent = 'Copy' }, 1500)
  })
  return button
}
