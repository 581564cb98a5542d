import { h } from './dom.js'
import { dialog } from './parts/dialog.js'

const KEYS = [
  ['t  g  b', 'topics, groups, broker'],
  ['/', 'filter'],
  ['p', 'pause or go on'],
  ['j  k', 'next, previous record'],
  ['End', 'follow the newest'],
  ['Esc', 'close what is open'],
  ['?', 'this list']
]
const PAGES = { t: '#/topics', g: '#/groups', b: '#/broker' }

/** Keys that work everywhere. A page adds its own to what has `data-key`: the key clicks it, or moves there if it is a field. */
export function shortcuts() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target) || document.querySelector('dialog[open]')) return
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)
    if (target) isField(target) ? target.focus() : target.click()
    else if (PAGES[event.key]) location.hash = PAGES[event.key]
    else if (event.key === '?') help()
    else return
    event.preventDefault()
  })
}

function isField(element) {
  return /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)
}

function help() {
  dialog('Keys', h('dl', { class: 'keys' }, KEYS.map(([keys, what]) =>
    [h('dt', {}, keys.split('  ').map((key) => h('kbd', {}, key))), h('dd', {}, what)])))
}
