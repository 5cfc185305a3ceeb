/** What a person who reports an error names: enough of the request's number to find its line in the log. */
export const errorReference = (requestId: string): string => `E-${requestId.slice(0, 8).toUpperCase()}`
