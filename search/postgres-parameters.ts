/** Values of one SQL statement, numbered as they are used. */
export class Parameters {
	readonly values: unknown[] = []
	add(value: unknown): string {
		this.values.push(value)
		return `$${this.values.length}`
	}
}
