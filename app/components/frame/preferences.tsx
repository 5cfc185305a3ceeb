import { useLocation } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { paths } from '#app/web/paths.ts'
import { useFrame } from './frame-data.ts'

/** This page in the other language. A plain link: works without script and loads the page anew. */
export function LanguageLink({ withIcon }: { withIcon?: boolean }) {
	const { t, locale } = useT()
	const { pathname, search } = useLocation()
	const other = locale === 'zh' ? 'en' : 'zh'
	return (
		<a
			href={`${paths.language}?to=${other}&back=${encodeURIComponent(pathname + search)}`}
			lang={other === 'zh' ? 'zh-CN' : 'en'}
			rel="nofollow"
		>
			{withIcon ? <Icon name="language" /> : null}
			{t('common.other_language')}
		</a>
	)
}

/** Light or dark, kept in a cookie. */
export function ThemeLink() {
	const { t } = useT()
	const { pathname, search } = useLocation()
	const other = useFrame()?.theme === 'dark' ? 'light' : 'dark'
	return (
		<a href={`${paths.theme}?to=${other}&back=${encodeURIComponent(pathname + search)}`} rel="nofollow">
			<Icon name="theme" />
			{t(`common.theme_${other}`)}
		</a>
	)
}
