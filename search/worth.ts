/** What a part is worth by where it stands, and what being typed so or being the whole name adds. */
export const worth = { name: 100, otherName: 80, aside: 25, anywhere: 15, asTyped: 20, whole: 50 }
/** What a need is worth where it is a whole name, part of one, or told in passing. */
export const needWorth = { whole: 200, named: 90, anywhere: 15 }
