/** A picture made anew: WebP without any of the metadata it came with. */
export type Picture = { content: Uint8Array<ArrayBuffer>; width: number; height: number }

/** Why a picture was not taken. */
export class PictureRefused extends Error {
	readonly reason: 'unreadable' | 'too_many_pixels' | 'too_small'
	constructor(reason: PictureRefused['reason']) {
		super(reason)
		this.reason = reason
	}
}

type Limits = {
	/** most pixels the file may unfold to */
	pixels: number
	/** least length of its shorter side */
	shortest: number
	/** longest side of the large picture */
	longest: number
	/** the small picture, cut to fill this */
	small: { width: number; height: number }
}

/** One picture at a time: each may unfold to some hundred megabytes. */
let busy: Promise<unknown> = Promise.resolve()

/**
 * Makes a large and a small picture of a photo file: turned the way it was held, in sRGB, transparent parts white. How large
 * it would unfold is read in its head before anything is unfolded. Throws PictureRefused.
 */
export function developPhoto(bytes: Uint8Array, limits: Limits): Promise<{ large: Picture; small: Picture }> {
	const turn = busy.then(() => develop(bytes, limits))
	busy = turn.catch(() => undefined)
	return turn
}

async function develop(bytes: Uint8Array, { pixels, shortest, longest, small }: Limits) {
	const { default: sharp } = await import('sharp') // only whoever takes in photos needs the native library
	sharp.cache(false)
	sharp.concurrency(1)
	const read = () => sharp(bytes, { limitInputPixels: pixels, failOn: 'error', sequentialRead: true })
	const head = await read()
		.metadata()
		.catch((error: unknown) => refuse(error))
	const { width, height } = head
	if (width * height > pixels) throw new PictureRefused('too_many_pixels')
	if (Math.min(width, height) < shortest) throw new PictureRefused('too_small')
	try {
		const large = await read()
			.autoOrient()
			.resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
			.flatten({ background: '#fff' })
			.webp({ quality: 80 })
			.toBuffer({ resolveWithObject: true })
		const cut = await sharp(large.data)
			.resize({ ...small, fit: 'cover' })
			.webp({ quality: 74 })
			.toBuffer({ resolveWithObject: true })
		return { large: pictureOf(large), small: pictureOf(cut) }
	} catch (error) {
		return refuse(error)
	}
}

/** libvips says in words alone that a picture is larger than the limit it was given. */
function refuse(error: unknown): never {
	const isTooLarge = error instanceof Error && /exceeds pixel limit/i.test(error.message)
	throw new PictureRefused(isTooLarge ? 'too_many_pixels' : 'unreadable')
}

const pictureOf = ({ data, info }: { data: Buffer; info: { width: number; height: number } }): Picture => ({
	content: new Uint8Array(data),
	width: info.width,
	height: info.height,
})
