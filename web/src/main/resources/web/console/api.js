/** What the broker answered that was no success; `message` is its sentence. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** Asks the broker over HTTP; resolves with what its JSON says. */
export async function api(path, { method = 'GET', body, signal } = {}) {
  const response = await fetch(`/v1${path}`, {
    method,
    signal,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body)
  })
  if (response.status === 204) return null
  const answer = await response.json().catch(() => null)
  if (!response.ok) {
    throw new ApiError(response.status, answer?.code ?? 'UNKNOWN', answer?.detail ?? `The broker answered ${response.status}.`)
  }
  return answer
}
