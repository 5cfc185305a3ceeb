type Line = {
	level?: string
	time?: string
	msg?: string
	method?: string
	path?: string
	status?: number
	milliseconds?: number
	queries?: number
	err?: { message?: string; stack?: string }
	topic?: string
	task?: string
}

/** A line of a process's JSON log, short enough for a terminal; lines that are no JSON as they are. */
export function compactLine(text: string): string {
	let line: Line
	try {
		line = JSON.parse(text) as Line
	} catch {
		return text
	}
	const time = line.time?.slice(11, 19) ?? ''
	if (line.msg === 'request')
		return `${time} ${line.status} ${line.method} ${line.path} ${line.milliseconds} ms, ${line.queries} queries`
	const subject = line.topic ?? line.task
	return [
		time,
		line.level === 'info' ? '' : line.level,
		line.msg,
		subject && `(${subject})`,
		line.err?.stack ?? line.err?.message,
	]
		.filter(Boolean)
		.join(' ')
}
