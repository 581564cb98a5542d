/** Pages by the part of the address after `#`: what stands in braces is given to the page. */
export class Router {
  #routes
  #main
  #close = null
  #shown = null

  /** @param routes `[pattern, page]` pairs; a page is `(main, parameters) => close` */
  constructor(main, routes) {
    this.#main = main
    this.#routes = routes.map(([pattern, page]) => ({ parts: pattern.split('/'), page }))
    addEventListener('hashchange', () => this.show())
  }

  show() {
    const path = location.hash.replace(/^#\/?/, '')
    if (path === this.#shown) return
    const parts = path.split('/').map(decode)
    const found = this.#routes.map((route) => ({ ...route, parameters: match(route.parts, parts) })).find((route) => route.parameters)
    if (!found) {
      location.replace('#/topics')
      return
    }
    this.#shown = path
    this.#close?.()
    this.#main.replaceChildren()
    this.#main.scrollTo?.(0, 0)
    for (const link of document.querySelectorAll('[data-page]')) {
      if (link.dataset.page === parts[0]) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    }
    this.#close = found.page(this.#main, found.parameters)
  }
}

function match(pattern, parts) {
  if (pattern.length !== parts.length) return null
  const parameters = {}
  for (const [i, part] of pattern.entries()) {
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = parts[i]
    else if (part !== parts[i]) return null
  }
  return parameters
}

function decode(part) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The address of a page. */
export function link(...parts) {
  return `#/${parts.map(encodeURIComponent).join('/')}`
}
