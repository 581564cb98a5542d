import { h, setText } from '../dom.js'
import { clock } from '../format.js'

const ROW_PIXELS = 26
const MARGIN_ROWS = 4
const LONGEST_TEXT = 400 // more does not fit into a row

/**
 * Shows as many records of a ring as fit, however many there are and however fast they come: it draws once a frame, into rows
 * that it uses again. It follows the newest until somebody scrolls up.
 */
export class RecordList {
  #ring
  #onSelect
  #rows = []
  #spacer = h('div', { class: 'spacer' })
  #frame = null
  #firstPlace = 0
  #following = true
  #selected = null
  #sized = new ResizeObserver(() => this.changed())
  element = h('div', {
    class: 'records-list', tabindex: 0, role: 'listbox', 'aria-label': 'Records', 'data-testid': 'records', onscroll: () => this.#scrolled()
  }, this.#spacer)

  /** @param onSelect called with a record, or null, and its place */
  constructor(ring, onSelect) {
    this.#ring = ring
    this.#onSelect = onSelect
    this.#sized.observe(this.element)
    this.element.addEventListener('keydown', (event) => this.#key(event))
  }

  get following() {
    return this.#following
  }

  get selected() {
    return this.#selected
  }

  /** The ring has other records than before. */
  changed() {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null
      this.#draw()
    })
  }

  follow() {
    this.#following = true
    this.changed()
  }

  select(place) {
    const record = place === null ? undefined : this.#ring.at(place)
    this.#selected = record ? place : null
    this.#onSelect(record ?? null, place)
    if (record) this.#reveal(place)
    this.changed()
  }

  /** Selects a record so many after the selected one, or the newest. */
  move(by) {
    const last = this.#ring.seen - 1
    if (last < 0) return
    this.select(this.#selected === null ? last : Math.min(last, Math.max(this.#ring.firstPlace, this.#selected + by)))
  }

  close() {
    this.#sized.disconnect()
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
  }

  #draw() {
    const height = this.element.clientHeight
    setHeight(this.#spacer, this.#ring.size * ROW_PIXELS)
    const gone = this.#ring.firstPlace - this.#firstPlace
    this.#firstPlace = this.#ring.firstPlace
    if (this.#following) this.element.scrollTop = this.#ring.size * ROW_PIXELS
    else if (gone > 0) this.element.scrollTop -= gone * ROW_PIXELS // so that what is looked at stays where it is
    const begin = Math.max(0, Math.floor(this.element.scrollTop / ROW_PIXELS) - MARGIN_ROWS)
    const count = Math.min(this.#ring.size - begin, Math.ceil(height / ROW_PIXELS) + 2 * MARGIN_ROWS)
    while (this.#rows.length < count) this.#rows.push(new Row(this.element, (place) => this.select(place)))
    this.#rows.forEach((row, i) => {
      if (i < count) row.show(begin + i, this.#firstPlace + begin + i, this.#ring.at(this.#firstPlace + begin + i), this.#selected)
      else row.hide()
    })
  }

  #scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.element
    this.#following = scrollTop + clientHeight >= scrollHeight - ROW_PIXELS / 2
    this.changed()
  }

  #reveal(place) {
    const top = (place - this.#firstPlace) * ROW_PIXELS
    const { scrollTop, clientHeight } = this.element
    if (top < scrollTop) this.element.scrollTop = top
    else if (top + ROW_PIXELS > scrollTop + clientHeight) this.element.scrollTop = top + ROW_PIXELS - clientHeight
    else if (place < this.#ring.seen - 1) this.#following = false
  }

  #key(event) {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key]
    if (!by || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    this.move(by)
  }
}

/** One row on the screen, which shows one record after another. */
class Row {
  #cells = ['at', 'place', 'key', 'value'].map((name) => h('span', { class: `cell ${name}` }))
  #element
  #record = null
  #place = 0

  constructor(parent, select) {
    this.#element = h('div', { class: 'record', role: 'option', onclick: () => select(this.#place) }, this.#cells)
    parent.append(this.#element)
  }

  show(index, place, record, selected) {
    this.#element.hidden = false
    this.#element.style.transform = `translateY(${index * ROW_PIXELS}px)`
    this.#element.setAttribute('aria-selected', String(place === selected))
    this.#place = place
    if (record === this.#record) return
    this.#record = record
    const [at, where, key, value] = this.#cells
    setText(at, clock(record.timestamp))
    setText(where, `${record.partition}:${record.offset}`)
    setText(key, inLine(record.key))
    setText(value, inLine(record.value))
    value.classList.toggle('none', record.value === null)
    key.classList.toggle('none', record.key === null)
  }

  hide() {
    this.#element.hidden = true
  }
}

function inLine(text) {
  return text === null ? 'null' : text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text
}

function setHeight(element, pixels) {
  const height = `${pixels}px`
  if (element.style.height !== height) element.style.height = height
}
