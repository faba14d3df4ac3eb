/** Which elements and attributes of a mail are shown. What is in none of these lists gives way to what it holds. */

const words = (text: string): Set<string> => new Set(text.split(' '))

export const shown = words(
  'a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main map mark menu nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr',
)

export const empty = words('area br col hr img wbr')

/** Between which words are not parted. */
export const inline = words(
  'a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr',
)

/** Not shown, and nothing in them either: programs, other pages, forms, foreign namespaces, and what is read as text and not as markup. */
export const hidden = words(
  'applet audio base canvas datalist embed frame frameset head iframe input keygen link listing math meta noembed noframes noscript object option param plaintext portal script select source style svg template textarea title track xmp',
)

export const attributes = words(
  'abbr align alt aria-hidden aria-label axis bgcolor border bordercolor cellpadding cellspacing char charoff class clear color cols colspan compact coords datetime dir face frame headers height hspace id lang name noshade nowrap open reversed role rows rowspan rules scope shape size span start style summary text title type usemap valign value vlink link alink vspace width',
)

/** Attributes that hold the URL of an image. */
export const pictured = words('src background')

/** Elements between which nothing but their own may stand. */
export const strict = words('table tbody thead tfoot tr colgroup dl ol ul menu dir map ruby')
