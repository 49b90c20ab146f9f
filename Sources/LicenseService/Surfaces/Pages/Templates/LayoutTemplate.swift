extension PageTemplates {
    /// What all pages have around what they are about.
    static let layout = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{windowTitle}}</title>
        <link rel="stylesheet" href="{{stylesheet}}">
        <link rel="icon" href="data:,">
        <script src="{{script}}" defer></script>
        {{#page}}{{#pageModule}}<script type="module" src="{{.}}"></script>{{/pageModule}}{{/page}}
        </head>
        <body class="{{area}}">
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
        <div class="top-line">
        <a class="brand" href="{{home}}">{{#logo}}<img src="{{.}}" alt="">{{/logo}}<span>{{brandName}}</span></a>
        {{#navigation}}
        <nav aria-label="Main"><ul>{{#items}}<li><a href="{{href}}"{{#isCurrent}} aria-current="page"{{/isCurrent}}>{{text}}</a></li>{{/items}}</ul></nav>
        {{/navigation}}
        {{#signOut}}
        <form method="post" action="{{.}}" class="sign-out">{{>token}}<button class="quiet" type="submit">Sign out</button></form>
        {{/signOut}}
        </div>
        </header>
        <main id="main" tabindex="-1">
        {{#page}}{{>body}}{{/page}}
        </main>
        <footer class="bottom"><p>{{#supportLink}}<a href="{{.}}">Get help from {{brandName}}</a> · {{/supportLink}}{{closing}}</p></footer>
        </body>
        </html>

        """

    static let body = """
        {{#trail}}<nav class="trail" aria-label="Where you are"><ol>{{#items}}<li><a href="{{href}}">{{text}}</a></li>{{/items}}</ol></nav>{{/trail}}
        <div class="head">
        <h1>{{heading}}{{#state}} <span class="badge {{tone}}">{{text}}</span>{{/state}}</h1>
        {{#actions}}<p class="actions">{{#items}}<a class="{{linkClass}}" href="{{href}}">{{text}}</a>{{/items}}</p>{{/actions}}
        </div>
        {{#pageNotice}}{{>notice}}{{/pageNotice}}
        {{#intro}}<p class="intro">{{.}}</p>{{/intro}}
        {{#sections}}{{>section}}{{/sections}}
        """

    static let notice = """
        <div class="notice {{noticeTone}}" role="{{role}}"{{#takesFocus}} tabindex="-1"{{/takesFocus}}><p><strong>{{#noticeHeading}}{{>sentence}}{{/noticeHeading}}</strong></p>{{#noticeText}}<p>{{>sentence}}</p>{{/noticeText}}{{#noticeLinks}}<ul>{{#items}}<li><a href="{{href}}">{{text}}</a></li>{{/items}}</ul>{{/noticeLinks}}</div>
        """

    static let token = """
        <input type="hidden" name="token" value="{{formToken}}"><input type="hidden" name="form" value="{{formID}}">{{#formOrganization}}<input type="hidden" name="of" value="{{.}}">{{/formOrganization}}
        """
}
