/** The nonce of this answer's Content-Security-Policy. Every inline script and style carries it; in the browser it is empty, and needed no more. */
import { createContext, useContext } from 'react'

export const Nonce = createContext<string | undefined>(undefined)

export const useNonce = (): string | undefined => useContext(Nonce)
