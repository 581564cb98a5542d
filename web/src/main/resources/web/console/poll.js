/**
 * Does something now and again until it is stopped: the next time comes `millis` after the last has ended, and not while nobody
 * looks at the page.
 */
export function poll(millis, ask) {
  const stop = new AbortController()
  let timer = null
  const again = async () => {
    if (stop.signal.aborted) return
    if (!document.hidden) await ask(stop.signal).catch((error) => {
      if (!stop.signal.aborted) console.debug('tailwater console:', error)
    })
    if (!stop.signal.aborted) timer = setTimeout(again, millis)
  }
  again()
  return () => {
    stop.abort()
    clearTimeout(timer)
  }
}
