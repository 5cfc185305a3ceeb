import { Form, NavLink, useLocation } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { OrganisationName, withoutMark } from '#app/components/ui/tag.tsx'
import { paths } from '#app/web/paths.ts'
import { FindBox } from './find-box.tsx'
import type { ActorSummary, FrameData } from './frame-data.ts'
import { type NavEntry, navigation, ownEntries } from './navigation.ts'
import { LanguageLink, ThemeLink } from './preferences.tsx'

/** 企业 · 经办人 经办人甲 */
function Standing({ actor, isDemo }: { actor: ActorSummary; isDemo: boolean }) {
	const { t } = useT()
	const roles = actor.roles.map((role) => t(`common.role_${role}`)).join(t('common.list_join'))
	return (
		<span>
			{actor.kind === 'authority' || actor.kind === 'operator' ? '' : `${t(`common.kind_${actor.kind}`)} · `}
			{roles} {isDemo ? withoutMark(actor.name) : actor.name}
		</span>
	)
}

function MenuList({ entries, className }: { entries: readonly NavEntry[]; className?: string }) {
	const { t } = useT()
	return (
		<ul className={className}>
			{entries.map((entry) => (
				<li key={entry.to}>
					<NavLink to={entry.to} end={entry.end}>
						{t(entry.text)}
					</NavLink>
				</li>
			))}
		</ul>
	)
}

/** A menu that opens without script; a new page closes it. */
function Menu({ summary, children }: { summary: ReactNode; children: ReactNode }) {
	const { key } = useLocation()
	const { t } = useT()
	return (
		<details
			className="menu"
			key={key}
			onKeyDown={(event) => {
				if (event.key === 'Escape') event.currentTarget.open = false
			}}
		>
			<summary aria-label={t('common.menu')}>{summary}</summary>
			<div className="menu-in">{children}</div>
		</details>
	)
}

/** The right end of the top bar for someone signed in: organisation, role, and the menu behind them. */
export function OwnMenu({ actor, frame }: { actor: ActorSummary; frame: FrameData }) {
	const { t } = useT()
	const organisation = (
		<>
			<b>
				<OrganisationName name={actor.organisationName} isDemo={frame.isDemo} />
			</b>
			<Standing actor={actor} isDemo={frame.isDemo} />
		</>
	)
	return (
		<div className="me">
			<Menu
				summary={
					<>
						<span className="me-org">{organisation}</span>
						<span className="avatar" aria-hidden="true">
							{[...actor.name][0]}
						</span>
						<Icon name="menu" size={20} />
					</>
				}
			>
				<p className="menu-who narrow-only">{organisation}</p>
				<nav aria-label={t('common.nav_label')} className="narrow-only">
					<MenuList entries={navigation[actor.kind]} />
				</nav>
				<FindBox className="narrow-only" />
				<MenuList entries={ownEntries[actor.kind]} />
				<ul>
					<li>
						<LanguageLink withIcon />
					</li>
					<li>
						<ThemeLink />
					</li>
					<li>
						<Form method="post" action={paths.signOut}>
							<button type="submit">
								<Icon name="leave" />
								{t('common.sign_out')}
							</button>
						</Form>
					</li>
				</ul>
			</Menu>
		</div>
	)
}

/** The right end of the top bar for a visitor: sign in, register, and on the phone the menu. */
export function VisitorMenu() {
	const { t } = useT()
	return (
		<div className="me">
			<span className="wide-only small">
				<LanguageLink />
			</span>
			<NavLink className="btn sm" to={paths.signIn}>
				{t('common.sign_in')}
			</NavLink>
			<NavLink className="btn sm primary phone-hide" to={paths.register}>
				{t('common.register')}
			</NavLink>
			<div className="narrow-only">
				<Menu summary={<Icon name="menu" size={20} />}>
					<nav aria-label={t('common.nav_label')}>
						<MenuList entries={navigation.visitor} />
					</nav>
					<FindBox />
					<ul>
						<li>
							<NavLink to={paths.register}>{t('common.register')}</NavLink>
						</li>
						<li>
							<LanguageLink withIcon />
						</li>
						<li>
							<ThemeLink />
						</li>
					</ul>
				</Menu>
			</div>
		</div>
	)
}
