import { h } from '../dom.js'

const CHOICES = [
  ['latest', 'now'],
  ['last', 'the last …'],
  ['earliest', 'the beginning'],
  ['offset', 'offset …'],
  ['time', 'time …']
]

/** Where to begin, as people choose it: calls back with what `tail` takes as `from`. */
export function begin(onChoose, initial = 'last') {
  const choice = h('select', { 'aria-label': 'From', 'data-testid': 'from', onchange: chosen }, CHOICES.map(([value, label]) =>
    h('option', { value, selected: value === initial }, label)))
  const number = h('input', { type: 'number', min: 0, step: 1, 'aria-label': 'How many, or which offset', 'data-testid': 'from-number', onchange: tell })
  const time = h('input', { type: 'datetime-local', step: 1, 'aria-label': 'Time', onchange: tell })
  const element = h('span', { class: 'begin' }, h('label', {}, 'From ', choice), number, time)

  function chosen() {
    show()
    if (choice.value !== 'offset' && choice.value !== 'time') tell()
    else (choice.value === 'offset' ? number : time).focus()
  }

  function show() {
    number.hidden = choice.value !== 'last' && choice.value !== 'offset'
    time.hidden = choice.value !== 'time'
    if (choice.value === 'last') number.value = 100
    if (choice.value === 'offset') number.value = ''
  }

  function tell() {
    const from = value()
    if (from !== null) onChoose(from)
  }

  function value() {
    switch (choice.value) {
      case 'last': return { last: Math.max(1, Number(number.value) || 100) }
      case 'offset': return number.value === '' ? null : { offset: Number(number.value) }
      case 'time': return time.value === '' ? null : { timestamp: new Date(time.value).getTime() }
      default: return choice.value
    }
  }

  show()
  return { element, value }
}
