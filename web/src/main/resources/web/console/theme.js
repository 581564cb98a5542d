// Light or dark: what the system says, until somebody chooses.
const KEY = 'tailwater.theme'
const listeners = new Set()
const dark = matchMedia('(prefers-color-scheme: dark)')

function apply(theme) {
  if (theme) document.documentElement.dataset.theme = theme
  else delete document.documentElement.dataset.theme
  for (const listener of listeners) listener()
}

export function isDark() {
  return (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark'
}

/** Calls back when the colours change; returns how to stop that. */
export function onTheme(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Gives the button its work. */
export function theme(button) {
  const show = () => { button.textContent = isDark() ? '☀' : '☾' }
  onTheme(show)
  dark.addEventListener('change', () => apply(localStorage.getItem(KEY)))
  button.addEventListener('click', () => {
    const chosen = isDark() ? 'light' : 'dark'
    localStorage.setItem(KEY, chosen)
    apply(chosen)
  })
  apply(localStorage.getItem(KEY))
}
