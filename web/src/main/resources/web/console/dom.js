// Elements are made here and nowhere else. Text becomes text nodes: nothing in this console parses HTML, and the page's
// Content-Security-Policy has the browser refuse it.
const SVG = 'http://www.w3.org/2000/svg'

/**
 * Makes an element. Of `properties`, functions become listeners (`onclick`), `true` and `false` switch an attribute, and the
 * rest are attributes; children are elements or text, and null is left out.
 */
export function h(tag, properties = {}, ...children) {
  return dress(document.createElement(tag), properties, children)
}

/** The same for SVG. */
export function svg(tag, properties = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), properties, children)
}

function dress(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value)
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined))
  return element
}

/** Sets an element's text, touching the page only when it changes. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/**
 * Makes `parent` have one child for each item, in order, keeping those it has: `create(item)` makes `{element, update}`, and
 * `update(item)` brings it up to date.
 */
export function keyed(parent, keyOf, create) {
  const shown = new Map()
  return (items) => {
    const keys = new Set(items.map(keyOf))
    for (const [key, { element }] of shown) {
      if (!keys.has(key)) {
        element.remove()
        shown.delete(key)
      }
    }
    items.forEach((item, i) => {
      const key = keyOf(item)
      let row = shown.get(key)
      if (!row) shown.set(key, row = create(item))
      row.update(item)
      if (parent.children[i] !== row.element) parent.insertBefore(row.element, parent.children[i] ?? null)
    })
  }
}
