/** What the broker refused, or what became of a request that it could not answer. `code` is for programs. */
export class TailwaterError extends Error {
  constructor(code, message) {
    super(message)
    this.name = 'TailwaterError'
    this.code = code
  }
}
