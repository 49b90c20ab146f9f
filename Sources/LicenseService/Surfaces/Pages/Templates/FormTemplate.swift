extension PageTemplates {
    static let form = """
        <form class="{{formClass}}" method="{{method}}" action="{{action}}"{{#enctype}} enctype="{{.}}"{{/enctype}}{{#previewAction}} data-preview="{{.}}"{{/previewAction}}{{#checkTrust}} data-check="{{.}}"{{/checkTrust}}>
        {{#tokenFields}}{{>token}}{{/tokenFields}}{{#hiddenFields}}<input type="hidden" name="{{hiddenName}}" value="{{hiddenValue}}">{{/hiddenFields}}
        {{#fields}}{{>field}}{{/fields}}
        <div class="submit"><button type="submit" class="{{submitClass}}">{{submit}}</button>{{#previewAction}}<button type="submit" class="plain" formaction="{{.}}">Preview</button>{{/previewAction}}{{#cancel}}<a class="button" href="{{.}}">Cancel</a>{{/cancel}}</div>
        </form>
        """

    static let field = """
        {{#showsGroup}}<fieldset class="field{{#fieldError}} wrong{{/fieldError}}" id="{{fieldID}}" tabindex="-1"{{#fieldDescription}} aria-describedby="{{.}}"{{/fieldDescription}}><legend>{{fieldLabel}}</legend>
        {{#fieldHint}}<p class="hint" id="{{fieldID}}-hint">{{.}}</p>{{/fieldHint}}
        {{#fieldError}}<p class="error" id="{{fieldID}}-error">{{.}}</p>{{/fieldError}}
        {{#boxes}}<div class="check"><input type="checkbox" id="{{boxID}}" name="{{fieldName}}" value="{{boxValue}}"{{#isTicked}} checked{{/isTicked}}><label for="{{boxID}}">{{boxText}}</label></div>
        {{/boxes}}</fieldset>{{/showsGroup}}
        {{^showsGroup}}{{>single}}{{/showsGroup}}
        """

    static let single = """
        <div class="field{{#fieldError}} wrong{{/fieldError}}"{{#scanTarget}} hidden{{/scanTarget}}>
        {{#isCheck}}<div class="check"><input type="checkbox" id="{{fieldID}}" name="{{fieldName}}" value="{{fieldValue}}"{{#isChecked}} checked{{/isChecked}}{{#fieldDescription}} aria-describedby="{{.}}"{{/fieldDescription}}><label for="{{fieldID}}">{{fieldLabel}}</label></div>{{/isCheck}}
        {{^isCheck}}<label for="{{fieldID}}">{{fieldLabel}}</label>{{/isCheck}}
        {{#fieldHint}}<p class="hint" id="{{fieldID}}-hint">{{.}}</p>{{/fieldHint}}
        {{#fieldError}}<p class="error" id="{{fieldID}}-error">{{.}}</p>{{/fieldError}}
        {{#inputType}}<input type="{{.}}" id="{{fieldID}}" {{^scanTarget}}name="{{fieldName}}" {{/scanTarget}}{{^accepts}}value="{{fieldValue}}"{{/accepts}}{{#isRequired}} required{{/isRequired}}{{#autocomplete}} autocomplete="{{.}}"{{/autocomplete}}{{#accepts}} accept="{{.}}"{{/accepts}}{{#scanTarget}} data-scan="{{.}}"{{/scanTarget}}{{#fieldDescription}} aria-describedby="{{.}}"{{/fieldDescription}}{{#fieldError}} aria-invalid="true"{{/fieldError}}>{{/inputType}}
        {{#isArea}}<textarea id="{{fieldID}}" name="{{fieldName}}" rows="{{areaRows}}" spellcheck="false"{{#fieldDescription}} aria-describedby="{{.}}"{{/fieldDescription}}{{#fieldError}} aria-invalid="true"{{/fieldError}}>
        {{fieldValue}}</textarea>{{/isArea}}
        {{#isSelect}}<select id="{{fieldID}}" name="{{fieldName}}"{{#fieldDescription}} aria-describedby="{{.}}"{{/fieldDescription}}{{#fieldError}} aria-invalid="true"{{/fieldError}}>{{#choices}}<option value="{{choiceValue}}"{{#isChosen}} selected{{/isChosen}}>{{choiceText}}</option>{{/choices}}</select>{{/isSelect}}
        </div>
        """
}
