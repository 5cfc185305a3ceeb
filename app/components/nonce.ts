import { createContext, useContext } from 'react'

/** The nonce of this page's scripts: known while the server renders, empty in the browser (which hides it anyway). */
export const NonceContext = createContext<string | undefined>(undefined)
export const useNonce = () => useContext(NonceContext)
