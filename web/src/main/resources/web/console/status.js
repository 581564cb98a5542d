import { byteRate, rate } from './format.js'

/** Says at the top whether the broker answers, and what it takes in. */
export function status(element, history) {
  history.addEventListener('change', () => {
    const lost = history.error !== null
    element.classList.toggle('lost', lost)
    const records = history.brokerSeries.last('appendedRecords')
    const bytes = history.brokerSeries.last('appendedBytes')
    element.textContent = lost
      ? 'The broker does not answer; trying again'
      : records === null ? '' : `${rate(records)}  ${byteRate(bytes)} in`
  })
}
