import { api } from '../api.js'
import { h, keyed, setText } from '../dom.js'
import { bytes, duration } from '../format.js'
import { field, formDialog } from '../parts/dialog.js'
import { link } from '../router.js'

/** The settings of a topic, those of its own first; and its end. */
export function configuration(content, { name, history }) {
  const all = h('input', { type: 'checkbox', onchange: () => update(last) })
  const body = h('tbody')
  const refusal = h('p', { class: 'error', role: 'alert', hidden: true }, 'You may not see the settings of this topic: that needs DESCRIBE_CONFIGS.')
  let last = null
  content.append(
    refusal,
    h('table', { class: 'list settings' },
      h('thead', {}, h('tr', {}, h('th', {}, 'Setting'), h('th', {}, 'Value'), h('th', {}, 'From'), h('th', { 'aria-label': 'Change' }))), body),
    h('div', { class: 'bar below' },
      h('label', {}, all, ' Also settings that this version does not act on'),
      h('button', { class: 'danger', type: 'button', onclick: () => remove(name, history) }, 'Delete topic')))
  const rows = keyed(body, (setting) => setting.name, (setting) => row(setting, () => change(setting.name)))

  function update(topic) {
    if (!topic) return
    last = topic
    refusal.hidden = topic.configuration !== undefined
    const shown = (topic.configuration ?? []).filter(({ inEffect, source }) => all.checked || inEffect || source === 'topic')
    rows(shown.sort((a, b) => (a.source === 'topic' ? 0 : 1) - (b.source === 'topic' ? 0 : 1) || (a.name < b.name ? -1 : 1)))
  }

  /** A request replaces what the topic has of its own, so it says all of that again. */
  function change(settingName) {
    const setting = last.configuration.find((each) => each.name === settingName)
    const own = Object.fromEntries(last.configuration.filter(({ source }) => source === 'topic').map((each) => [each.name, each.value]))
    const reset = h('input', { type: 'checkbox', name: 'reset', onchange: () => { value.disabled = reset.checked } })
    const value = h('input', { name: 'value', value: setting.value, autocomplete: 'off', spellcheck: 'false', autofocus: true })
    formDialog(settingName, { label: 'Change' }, [
      h('p', {}, setting.documentation),
      field('Value', value, `Default: ${setting.default || 'empty'}`),
      setting.source === 'topic' ? h('label', {}, reset, ' Use the default again') : null
    ], async (typed) => {
      const { [settingName]: before, ...others } = own
      const configuration = typed.reset ? others : { ...own, [settingName]: typed.value }
      update(await api(`/topics/${encodeURIComponent(name)}`, { method: 'PUT', body: { configuration } }))
    })
  }
  return { update }
}

function row(setting, change) {
  const value = h('span', { class: 'data' })
  const meaning = h('small')
  const source = h('td')
  const element = h('tr', {},
    h('td', {}, h('div', { class: 'data' }, setting.name), h('small', {}, setting.documentation)),
    h('td', {}, value, ' ', meaning), source,
    h('td', {}, h('button', { class: 'small', type: 'button', 'aria-label': `Change ${setting.name}`, onclick: change }, 'Change')))
  return {
    element,
    update(now) {
      element.classList.toggle('own', now.source === 'topic')
      setText(value, now.value === '' ? '(empty)' : now.value)
      setText(meaning, inWords(now))
      setText(source, now.source === 'topic' ? `this topic (default ${now.default || 'empty'})` : now.source)
    }
  }
}

/** What a long number means. */
function inWords({ name, value }) {
  const number = Number(value)
  if (!/^\d{4,}$/.test(value)) return ''
  if (number > Number.MAX_SAFE_INTEGER) return name.endsWith('.ms') ? 'never' : 'no limit'
  if (name.endsWith('.ms')) return duration(number)
  return name.endsWith('.bytes') ? bytes(number) : ''
}

function remove(name, history) {
  formDialog(`Delete ${name}?`, { label: 'Delete it and its records', danger: true }, [
    h('p', {}, 'Its records are gone for good. Type its name to say that you mean it.'),
    field('Name', h('input', { name: 'typed', required: true, autocomplete: 'off', autofocus: true }))
  ], async ({ typed }) => {
    if (typed !== name) throw new Error(`This is not the name: ${name}`)
    await api(`/topics/${encodeURIComponent(name)}`, { method: 'DELETE' })
    await history.refresh()
    location.hash = link('topics')
  })
}
