import { keepListingFile } from '#app/domain/catalogue/listing-files.server.ts'
import { type ListingPhoto, smallPhoto } from '#app/domain/catalogue/listing-media.ts'
import type { Context } from '#app/domain/context.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { developPhoto } from '#app/platform/photo.server.ts'
import { demoDrawings } from './drawings.ts'

/** Most listings that get pictures: enough to see what they are like. */
const most = 16

/** Gives the first listings that have a drawing their picture. */
export async function seedMedia(): Promise<void> {
	const ctx: Context = { db: prisma, actor: { type: 'system' }, now: new Date() }
	const developed = new Map<string, ReturnType<typeof developPhoto>>()
	const develop = (svg: string) => {
		const known = developed.get(svg)
		if (known) return known
		const made = developPhoto(new TextEncoder().encode(svg), {
			pixels: 4_000_000,
			shortest: 300,
			longest: 1600,
			small: smallPhoto,
		})
		developed.set(svg, made)
		return made
	}
	const listings = await prisma.listing.findMany({
		where: { reference: { in: Object.keys(demoDrawings) }, state: 'published' },
		select: { id: true, number: true, reference: true, providerId: true },
		orderBy: { id: 'asc' },
		take: most,
	})
	for (const { id, reference, providerId } of listings) {
		const photos: ListingPhoto[] = []
		for (const { svg, alt, altEn } of demoDrawings[reference!]!) {
			const { large, small } = await develop(svg)
			const owner = { id, provider: { id: providerId } }
			const file = { name: `${reference}.webp`, mime: 'image/webp' }
			photos.push({
				file: await keepListingFile(ctx, owner, { ...file, kind: 'photo', content: large.content }),
				small: await keepListingFile(ctx, owner, { ...file, kind: 'small_photo', content: small.content }),
				width: large.width,
				height: large.height,
				alt,
				altEn,
			})
		}
		await prisma.listing.update({ where: { id }, data: { photos } })
	}
}
