extension PageTemplates {
    static let section = """
        <div class="part"{{#anchor}} id="{{.}}"{{/anchor}}>
        {{#title}}<h2>{{.}}</h2>{{/title}}
        {{#text}}<p class="text">{{.}}</p>{{/text}}
        {{#sectionNotice}}{{>notice}}{{/sectionNotice}}
        {{#consequences}}<ul class="consequences">{{#lines}}<li>{{>sentence}}</li>{{/lines}}</ul>{{/consequences}}
        {{#figures}}<ul class="figures">{{#numbers}}<li>{{#figureLink}}<a href="{{.}}">{{/figureLink}}<span class="number">{{number}}</span> <span class="meaning">{{meaning}}</span>{{#figureLink}}</a>{{/figureLink}}</li>{{/numbers}}</ul>{{/figures}}
        {{#progress}}<p class="progress"><label for="progress">{{progressLabel}}</label><progress id="progress" max="{{progressTotal}}" value="{{progressDone}}"></progress></p>{{/progress}}
        {{#plot}}{{>plot}}{{/plot}}
        {{#details}}<dl class="details">{{#terms}}<div><dt>{{term}}</dt><dd>{{#values}}{{>cell}}{{/values}}</dd></div>{{/terms}}</dl>{{/details}}
        {{#copyable}}{{>copy}}{{/copyable}}
        {{#picture}}<figure class="picture">{{{svg}}}<figcaption>{{caption}}</figcaption></figure>{{/picture}}
        {{#form}}{{>form}}{{/form}}
        {{#table}}{{>table}}{{/table}}
        {{#buttons}}<p class="actions">{{#items}}<a class="{{linkClass}}" href="{{href}}"{{#isCurrent}} aria-current="true"{{/isCurrent}}>{{text}}</a>{{/items}}</p>{{/buttons}}
        </div>
        """

    static let sentence = """
        {{#sentenceParts}}{{partText}}{{#partTime}}<time datetime="{{iso}}">{{shown}}</time>{{/partTime}}{{/sentenceParts}}
        """

    static let plot = """
        <figure class="plot-frame"><figcaption>{{plotTitle}} <span class="peak">{{peakLabel}}: {{peak}}</span></figcaption>{{{plotSVG}}}<p class="days" aria-hidden="true"><span>{{firstDay}}</span><span>{{lastDay}}</span></p><p class="unseen">{{plotSummary}}</p></figure>
        """

    static let copy = """
        <div class="copy"><label for="{{copyID}}">{{copyLabel}}</label><textarea id="{{copyID}}" rows="{{copyRows}}" readonly spellcheck="false">{{copied}}</textarea><button type="button" class="plain small" data-copy="{{copyID}}" hidden>Copy</button></div>
        """

    static let table = """
        {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
        {{^empty}}<div class="table" role="region" aria-label="{{caption}}" tabindex="0"><table><caption class="unseen">{{caption}}</caption><thead><tr>{{#columns}}<th scope="col" class="{{columnClass}}">{{name}}</th>{{/columns}}</tr></thead><tbody>
        {{#rows}}<tr>{{#cells}}<td class="{{cellClass}}" data-label="{{cellLabel}}">{{>cell}}</td>{{/cells}}</tr>
        {{/rows}}</tbody></table></div>{{/empty}}
        {{#firstPage}}<p class="pager"><a class="button" href="{{.}}">First page</a></p>{{/firstPage}}{{#nextPage}}<p class="pager"><a class="button" href="{{.}}" rel="next">Next page</a></p>{{/nextPage}}
        """

    static let cell = """
        {{#.cellBadge}}<span class="badge {{tone}}">{{text}}</span>{{/.cellBadge}}{{#.cellTime}}<time datetime="{{iso}}">{{shown}}</time>{{/.cellTime}}{{#.cellCode}}<code>{{.}}</code>{{/.cellCode}}{{#.cellLink}}<a href="{{.}}">{{#cellLinkTime}}<time datetime="{{iso}}">{{shown}}</time>{{/cellLinkTime}}{{cellText}}</a>{{/.cellLink}}{{^.cellLink}}{{cellText}}{{/.cellLink}}{{#.cellForm}}{{>form}}{{/.cellForm}}{{#.cellSentence}}{{>sentence}}{{/.cellSentence}}{{#.cellNote}} <span class="note">{{.}}</span>{{/.cellNote}}{{#.cellTold}} <span class="note">{{>sentence}}</span>{{/.cellTold}}
        """
}
