/** What the broker answered that was no success; `message` is its sentence. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message)
    this.status = status
    this.code = code
  }
}

/**
 * Asks the broker over HTTP; resolves with what its JSON says. When the broker does not know who asks, the window is told
 * (`tailwater-unknown`), unless that was to be expected.
 */
export async function api(path, { method = 'GET', body, signal, mayBeUnknown = false } = {}) {
  const response = await fetch(`/v1${path}`, {
    method,
    signal,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body)
  })
  if (response.status === 204) return null
  const answer = await response.json().catch(() => null)
  if (response.status === 401 && !mayBeUnknown) dispatchEvent(new Event('tailwater-unknown'))
  if (!response.ok) {
    throw new ApiError(response.status, answer?.code ?? 'UNKNOWN', answer?.detail ?? `The broker answered ${response.status}.`)
  }
  return answer
}
