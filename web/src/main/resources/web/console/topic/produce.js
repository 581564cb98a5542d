import { tailwater } from '../../tailwater.js'
import { h, setText } from '../dom.js'
import { field } from '../parts/dialog.js'

/** A form that produces a record: its bytes are what is typed, in UTF-8. */
export function produce(content, { name }) {
  const partition = h('select', { name: 'partition' }, h('option', { value: '' }, 'by key'))
  const value = h('textarea', { name: 'value', rows: 8, spellcheck: 'false', oninput: judge })
  const none = h('input', { type: 'checkbox', name: 'none', onchange: judge })
  const verdict = h('small', {})
  const result = h('p', { class: 'result', role: 'status' })
  const button = h('button', { class: 'primary', type: 'submit' }, 'Produce')
  const form = h('form', { class: 'produce-form', onsubmit: send },
    h('div', { class: 'pair' },
      field('Key', h('input', { name: 'key', spellcheck: 'false', autocomplete: 'off', placeholder: 'none' })), field('Partition', partition)),
    h('label', { class: 'field' }, h('span', {}, 'Value ', verdict), value),
    h('label', {}, none, ' No value: a tombstone'),
    field('Headers', h('textarea', { name: 'headers', rows: 2, spellcheck: 'false', placeholder: 'name: value' }), 'One a line'),
    h('footer', {}, button, h('small', {}, 'Ctrl+Enter'), result))
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit()
  })
  content.append(form)

  function judge() {
    value.disabled = none.checked
    setText(verdict, none.checked || value.value === '' ? '' : isJson(value.value) ? 'is JSON' : 'is text')
  }

  async function send(event) {
    event.preventDefault()
    button.disabled = true
    result.classList.remove('error')
    setText(result, 'Sending')
    try {
      const stored = await tailwater.produce(name, record(new FormData(form), none.checked))
      setText(result, `It is partition ${stored.partition}, offset ${stored.offset}.`)
    } catch (failure) {
      result.classList.add('error')
      setText(result, failure.message)
    }
    button.disabled = false
  }

  return {
    update(topic) {
      while (partition.options.length <= topic.partitionCount) {
        partition.append(h('option', { value: partition.options.length - 1 }, String(partition.options.length - 1)))
      }
    }
  }
}

function record(form, tombstone) {
  const key = form.get('key')
  const partition = form.get('partition')
  return {
    ...(key === '' ? {} : { key, keyEncoding: 'text' }),
    ...(tombstone ? { value: null } : { value: form.get('value'), valueEncoding: 'text' }),
    ...(partition === '' ? {} : { partition: Number(partition) }),
    headers: form.get('headers').split('\n').filter((line) => line.trim() !== '').map((line) => {
      const colon = line.indexOf(':')
      if (colon < 1) throw new Error(`A header is a name, a colon and a value: ${line}`)
      return { key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim(), valueEncoding: 'text' }
    })
  }
}

function isJson(text) {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
