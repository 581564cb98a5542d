import { h } from '../dom.js'

/** Shows something over the page until it is closed; returns how to close it. */
export function dialog(title, ...content) {
  const element = h('dialog', { 'aria-label': title, onclose: () => element.remove() },
    h('header', {}, h('h2', {}, title), h('button', { class: 'quiet', type: 'button', 'aria-label': 'Close', onclick: () => element.close() }, '✕')),
    ...content)
  element.addEventListener('click', (event) => { if (event.target === element) element.close() })
  document.body.append(element)
  element.showModal()
  return () => element.close()
}

/**
 * A form in a dialog. `submit(values)` does it; what it throws is shown, and the dialog closes when it resolves.
 */
export function formDialog(title, action, fields, submit) {
  const error = h('p', { class: 'error', role: 'alert' })
  const button = h('button', { class: action.danger ? 'danger' : 'primary', type: 'submit' }, action.label)
  const form = h('form', {
    onsubmit: async (event) => {
      event.preventDefault()
      button.disabled = true
      error.textContent = ''
      try {
        await submit(Object.fromEntries(new FormData(form)))
        close()
      } catch (failure) {
        error.textContent = failure.message
        button.disabled = false
      }
    }
  }, ...fields, error, h('footer', {}, button))
  const close = dialog(title, form)
}

/** A labelled field. */
export function field(label, input, note) {
  return h('label', { class: 'field' }, h('span', {}, label), input, note ? h('small', {}, note) : null)
}
