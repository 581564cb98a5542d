// Numbers and times as people read them.
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** 1234567 as 1,234,567. */
export function whole(number) {
  return WHOLE.format(number)
}

/** 1234567 as 1.23M. */
export function short(number) {
  return Math.abs(number) < 1000 ? String(Math.round(number * 10) / 10) : SHORT.format(number)
}

/** 1536 as 1.5 KiB. */
export function bytes(count) {
  let unit = 0
  let value = count
  for (; Math.abs(value) >= 1023.5 && unit < BYTE_UNITS.length - 1; unit++) value /= 1024
  return `${unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${BYTE_UNITS[unit]}`
}

/** Records a second; a slow topic is not one without records. */
export function rate(perSecond) {
  if (perSecond === 0) return '0/s'
  return perSecond < 0.1 ? '<0.1/s' : `${short(perSecond)}/s`
}

export function byteRate(perSecond) {
  return `${bytes(perSecond)}/s`
}

/** 93784000 as 1 d 2 h. */
export function duration(millis) {
  const seconds = Math.floor(millis / 1000)
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']]
  const first = Math.max(0, parts.findIndex(([size]) => seconds >= size))
  if (seconds < 1) return '0 s'
  return parts.slice(first, first + 2)
    .map(([size, unit], i) => [Math.floor((i === 0 ? seconds : seconds % parts[first][0]) / size), unit])
    .filter(([count], i) => i === 0 || count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

/** 1 member, 2 members. */
export function counted(count, what) {
  return `${whole(count)} ${what}${count === 1 ? '' : 's'}`
}

/** The time of day with milliseconds, here. */
export function clock(millis) {
  const date = new Date(millis)
  if (Number.isNaN(date.getTime())) return String(millis)
  const two = (number) => String(number).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** The whole time, here, and how it is written down. */
export function moment(millis) {
  const date = new Date(millis)
  return Number.isNaN(date.getTime()) ? String(millis) : `${date.toLocaleDateString()} ${clock(millis)}`
}
