/**
 * parse5's tokenizer, which goes over plain text at once. HTML is read one character at a time, and each may mean something; but in the words
 * of a mail hardly any does, and nearly all of a mail is words and style attributes. So after each of these, what stands for itself is taken as
 * well, up to the first character that may mean something; that one and everything else is read as ever.
 */
import { type DefaultTreeAdapterMap, InsertionMode, type Parser, Token, Tokenizer, TokenizerMode } from 'parse5'

/** Where words and the white space between them are treated alike, so that both may stand in one token (WHATWG HTML §13.2.6.4.7). */
const alike: ReadonlySet<number> = new Set([
  ...[InsertionMode.IN_BODY, InsertionMode.IN_CAPTION, InsertionMode.IN_CELL, InsertionMode.IN_TEMPLATE, InsertionMode.TEXT],
])

/** States in which only `<` and `&` mean something, besides what no text should hold. */
const texts: ReadonlySet<number> = new Set([
  ...[TokenizerMode.DATA, TokenizerMode.RCDATA, TokenizerMode.RAWTEXT, TokenizerMode.SCRIPT_DATA],
])

const [feed, space, quote, ampersand, less] = [0x0a, 0x20, 0x22, 0x26, 0x3c]

/** Neither white space nor anything that parse5 has to look at for itself: controls, noncharacters, halves of a pair. */
const isPlain = (code: number): boolean => (code > space && code < 0x7f) || (code > 0x9f && code < 0xd800)
const isSpace = (code: number): boolean => code === space || code === feed || code === 0x09 || code === 0x0c

export class TextTokenizer extends Tokenizer {
  readonly #parser: { insertionMode: InsertionMode }

  constructor(parser: Parser<DefaultTreeAdapterMap>) {
    super({ sourceCodeLocationInfo: true }, parser)
    this.#parser = parser
  }

  protected override _emitCodePoint(code: number): void {
    const joined = this.currentCharacterToken?.type === Token.TokenType.CHARACTER && alike.has(this.#parser.insertionMode)
    if (joined && isSpace(code)) this._extendRun(code)
    else super._emitCodePoint(code)
    if ((isPlain(code) || (joined && code === space)) && texts.has(this.state)) this.#takeText(joined)
  }

  /** The run of text ends with the character read last; it goes on as far as there is nothing but text. */
  #takeText(joined: boolean): void {
    const { html } = this.preprocessor
    let end = this.preprocessor.pos + 1
    for (; end < html.length; end++) {
      const code = html.charCodeAt(end)
      if (code === less || code === ampersand || !(isPlain(code) || (joined && code === space))) break
    }
    this.#goOnTo(end)
  }

  protected override _stateAttributeValueDoubleQuoted(code: number): void {
    super._stateAttributeValueDoubleQuoted(code)
    if (code === quote || code === ampersand || !isPlain(code)) return
    const { html } = this.preprocessor
    let end = this.preprocessor.pos + 1
    for (; end < html.length; end++) {
      const next = html.charCodeAt(end)
      if (next === quote || next === ampersand || !(isPlain(next) || next === space)) break
    }
    this.#goOnTo(end)
  }

  #goOnTo(end: number): void {
    this.preprocessor.pos = end - 1
    this.runEnd = end
  }

  /** Where in the text each attribute stands is asked by nobody. */
  protected override _createAttr(first: string): void {
    this._flushRun('')
    this.currentAttr = { name: first, value: '' }
  }
}
