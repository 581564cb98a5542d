import { api, ApiError } from './api.js'
import { h, setText } from './dom.js'
import { field } from './parts/dialog.js'

/**
 * Resolves when the page may begin: at once where nobody has to log in or somebody has, otherwise with the form's success. From
 * then on the form comes back when the broker does not know us any more.
 */
export async function session(who) {
  let known
  try {
    known = await api('/session', { mayBeUnknown: true })
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) return // the page shows for itself that nobody answers
    await new Promise((resolve) => form(null, resolve))
    known = await api('/session', { mayBeUnknown: true })
  }
  if (!known.loginRequired) return
  who.hidden = false
  who.append(h('span', { 'data-testid': 'who' }, known.principal.replace(/^User:/, '')),
    h('button', { class: 'quiet', type: 'button', onclick: () => logOut() }, 'Log out'))
  addEventListener('tailwater-unknown', () => form('You are not logged in any more.', () => location.reload()))
}

async function logOut() {
  await api('/session', { method: 'DELETE' })
  location.reload() // nothing of what was shown stays
}

/** Asks for name and password over the page until they are right. */
function form(why, done) {
  if (document.querySelector('dialog.login')) return
  const error = h('p', { class: 'error', role: 'alert', 'data-testid': 'login-error' })
  const password = h('input', { name: 'password', type: 'password', required: true, autocomplete: 'current-password', maxlength: 1024 })
  const button = h('button', { class: 'primary', type: 'submit' }, 'Log in')
  const fields = h('form', {
    onsubmit: async (event) => {
      event.preventDefault()
      button.disabled = true
      setText(error, '')
      try {
        const { user, password: typed } = Object.fromEntries(new FormData(fields))
        await api('/session', { method: 'POST', body: { user, password: typed }, mayBeUnknown: true })
        element.close()
        element.remove()
        done()
      } catch (failure) {
        setText(error, failure.status === 401 ? 'This name and password are not accepted.' : failure.message)
        password.value = ''
        password.focus()
        button.disabled = false
      }
    }
  },
  field('Name', h('input', { name: 'user', required: true, autocomplete: 'username', spellcheck: 'false', autocapitalize: 'off', maxlength: 255, autofocus: true })),
  field('Password', password), error, h('footer', {}, button))
  const element = h('dialog', { class: 'login', 'aria-label': 'Log in', oncancel: (event) => event.preventDefault() },
    h('header', {}, h('h2', {}, 'Log in')), why ? h('p', {}, why) : null, fields)
  document.body.append(element)
  element.showModal()
}
