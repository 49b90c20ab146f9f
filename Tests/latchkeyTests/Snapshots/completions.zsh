#compdef latchkey

__latchkey_complete() {
    local -ar non_empty_completions=("${@:#(|:*)}")
    local -ar empty_completions=("${(M)@:#(|:*)}")
    _describe -V '' non_empty_completions -- empty_completions -P $'\'\''
}

__latchkey_custom_complete() {
    local -a completions
    completions=("${(@f)"$("${command_name}" "${@}" "${command_line[@]}")"}")
    if [[ "${#completions[@]}" -gt 1 ]]; then
        __latchkey_complete "${completions[@]:0:-1}"
    fi
}

__latchkey_cursor_index_in_current_word() {
    if [[ -z "${QIPREFIX}${IPREFIX}${PREFIX}" ]]; then
        printf 0
    else
        printf %s "${#${(z)LBUFFER}[-1]}"
    fi
}

_latchkey() {
    emulate -RL zsh -G
    setopt extendedglob nullglob numericglobsort
    unsetopt aliases banghist

    local -xr SAP_SHELL=zsh
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(builtin emulate zsh -c 'printf %s "${ZSH_VERSION}"')"
    local -r SAP_SHELL_VERSION

    local context state state_descr line
    local -A opt_args

    local -r command_name="${words[1]}"
    local -ar command_line=("${words[@]}")
    local -ir current_word_index="$((CURRENT - 1))"

    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'keys:Make, list, export, replace and retire issuing keys.'
            'benefits:Describe the kinds of license that you sell.'
            'issue:Mint one license key, or a batch of them.'
            'renew:Give a license a later end, in a new key.'
            'change:Give a license other terms, in a new key.'
            'licenses:Look up the licenses that were minted.'
            'revoke:Revoke a license.'
            'suspend:Suspend a license for a while.'
            'reinstate:Make a suspended or revoked license valid again.'
            'status:What a machine is licensed for; or sign and publish the lists of what is revoked.'
            'trust:Draft, sign and check trust bundles.'
            'pack:Put licenses, lists, bundles and answers into one license file.'
            'qr:Draw a license or another small signed object as a QR code.'
            'sign:Sign a text file, such as a list of checksums, for anyone with openssl.'
            'registry:Go on with a registry that was restored.'
            'verify:Verify a license key or file, without a network.'
            'explain:Show the decisions ahead: until when allowed, from when warned or refused.'
            'inspect:Show what a license key says, without verifying it.'
            'new-app:Write a small program that verifies your keys.'
            'install:Take a license, a list, an answer, or a file with all of them.'
            'request:Ask for a seat, by file or QR code.'
            'use:Count units of a metered license.'
            'report:Report what was used, by file or QR code.'
            'approve:Answer a machine'\''s activation request.'
            'accept:Count a machine'\''s report of what it used, and answer it.'
            'clock-reset:Let a machine trust its clock again after it once ran ahead.'
            'seats:See the seats that machines have, and take them back.'
            'demo:Watch the whole cycle: issue, verify offline, activate, use, revoke, refuse.'
            'help:Show subcommand help information.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        keys|benefits|issue|renew|change|licenses|revoke|suspend|reinstate|status|trust|pack|qr|sign|registry|verify|explain|inspect|new-app|install|request|use|report|approve|accept|clock-reset|seats|demo|help)
            "_latchkey_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_latchkey_keys() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'new:Make an issuing key.'
            'import:Import an Ed25519 key from a PEM file, or refer to one in an HSM.'
            'list:List the issuing keys.'
            'show:Show a key'\''s public half and whose it is.'
            'export:Print a public key, for a program to pin.'
            'fingerprint:Print the thumbprint of a public key, for comparing it aloud (RFC 9679).'
            'retire:Retire a key: nothing that it signs from now on is accepted.'
            'rotate:Replace a key that commands sign with, step by step.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        new|import|list|show|export|fingerprint|retire|rotate)
            "_latchkey_keys_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_latchkey_keys_new() {
    local -i ret=1
    local -ar arg_specs=(
        ':name:'
        '--organization[The organization that it issues for; created if it is new.]:name:'
        '--organization-id[The id of an organization that is new here, where programs that you have shipped contain one\: Polar'\''s, or another registry'\''s (default\: a new one).]:id:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--no-passphrase[Write the private key without a passphrase\: anyone who reads the file can issue.]'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_keys_import() {
    local -i ret=1
    local -ar arg_specs=(
        ':name:'
        '--organization[The organization that it issues for; created if it is new.]:name:'
        '--organization-id[The id of an organization that is new here, where programs that you have shipped contain one\: Polar'\''s, or another registry'\''s (default\: a new one).]:id:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--from[A private key file, or a URI.]:source:_files'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_keys_list() {
    local -i ret=1
    local -ar arg_specs=(
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_keys_show() {
    local -i ret=1
    local -ar arg_specs=(
        ':name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_keys_export() {
    local -i ret=1
    local -ar ___format=('pem' 'hex' 'base64url' 'cose-key' 'swift' 'c' 'python' 'js' 'go' 'rust')
    local -ar arg_specs=(
        ':name:'
        '--format[The form to print.]:format:{__latchkey_complete "${___format[@]}"}'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_keys_fingerprint() {
    local -i ret=1
    local -ar arg_specs=(
        ':name:'
        '--key[A public key instead, as a file or as text.]:public-key:_files'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_keys_retire() {
    local -i ret=1
    local -ar arg_specs=(
        ':name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_keys_rotate() {
    local -i ret=1
    local -ar _name=('service' 'status' 'issuing')
    local -ar arg_specs=(
        ':name:{__latchkey_complete "${_name[@]}"}'
        '--plan[Say what comes next, and change nothing.]'
        '--devices-know-it[No bundle is needed\: devices know the next key, since programs pin it.]'
        '--no-passphrase[Write the next key without a passphrase\: anyone who reads the file can sign.]'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_benefits() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'add:Add a benefit: the template of a kind of license.'
            'list:List the benefits.'
            'show:Show a benefit.'
            'edit:Change a benefit for the licenses to come.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        add|list|show|edit)
            "_latchkey_benefits_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_latchkey_benefits_add() {
    local -i ret=1
    local -ar ___enforcement=('deny' 'advise')
    local -ar arg_specs=(
        ':name:'
        '--prefix[The brand in front of the key\: capital letters and digits.]:PREFIX:'
        '--lifetime[How long it is valid\: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.]:lifetime:'
        '--zone[Where a day ends\: UTC, an offset as +02\:00, or a name as Europe/Berlin.]:zone:'
        '--activations[Seats\: a number, unlimited, or none (valid on any machine).]:seats:'
        '--usage[Units that may be used\: a number, or none.]:units:'
        '*--condition[A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.]:name=value:'
        '*--entitlement[A feature that it grants; may be repeated. `none` removes those of the benefit.]:name:'
        '--offline[How old a device'\''s status list may be\: 30d, 12h, or none (any age).]:span:'
        '--grace[How long it stays valid after its end, with a warning\: 14d, or none.]:span:'
        '--updates[How long new builds are covered\: 1y, a date, or perpetual.]:lifetime:'
        '--max-major-version[The highest major version that is covered, or none.]:number:'
        '--enforcement[What a reason against it does\: deny, or advise (reported, nothing is stopped).]:deny|advise:{__latchkey_complete "${___enforcement[@]}"}'
        '--id[The id that apps already contain for it (default\: a new one).]:id:'
        '--seat-moves[How often the seats of a license may move to other machines\: 3/90d is three times in 90 days; or none (as often as customers like).]:moves:'
        '--instructions[What the customer is told to do with the key.]:text:'
        '--instructions-file[Read the instructions from this file; - for standard input.]:file:_files'
        '--organization[The organization; optional if there is only one.]:name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_benefits_list() {
    local -i ret=1
    local -ar arg_specs=(
        '--organization[The organization; optional if there is only one.]:name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_benefits_show() {
    local -i ret=1
    local -ar arg_specs=(
        ':benefit:'
        '--organization[The organization; optional if there is only one.]:name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_benefits_edit() {
    local -i ret=1
    local -ar ___enforcement=('deny' 'advise')
    local -ar arg_specs=(
        ':benefit:'
        '--organization[The organization; optional if there is only one.]:name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--prefix[The brand in front of the key\: capital letters and digits.]:PREFIX:'
        '--lifetime[How long it is valid\: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.]:lifetime:'
        '--zone[Where a day ends\: UTC, an offset as +02\:00, or a name as Europe/Berlin.]:zone:'
        '--activations[Seats\: a number, unlimited, or none (valid on any machine).]:seats:'
        '--usage[Units that may be used\: a number, or none.]:units:'
        '*--condition[A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.]:name=value:'
        '*--entitlement[A feature that it grants; may be repeated. `none` removes those of the benefit.]:name:'
        '--offline[How old a device'\''s status list may be\: 30d, 12h, or none (any age).]:span:'
        '--grace[How long it stays valid after its end, with a warning\: 14d, or none.]:span:'
        '--updates[How long new builds are covered\: 1y, a date, or perpetual.]:lifetime:'
        '--max-major-version[The highest major version that is covered, or none.]:number:'
        '--enforcement[What a reason against it does\: deny, or advise (reported, nothing is stopped).]:deny|advise:{__latchkey_complete "${___enforcement[@]}"}'
        '--seat-moves[How often the seats of a license may move to other machines\: 3/90d is three times in 90 days; or none (as often as customers like).]:moves:'
        '--instructions[What the customer is told to do with the key.]:text:'
        '--instructions-file[Read the instructions from this file; - for standard input.]:file:_files'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_issue() {
    local -i ret=1
    local -ar ___enforcement=('deny' 'advise')
    local -ar ___algorithm=('ed25519' 'eddsa')
    local -ar ___format=('text' 'csv' 'jsonl' 'lic')
    local -ar arg_specs=(
        '--benefit[The benefit'\''s name or id.]:benefit:'
        '--prefix[The brand in front of the key\: capital letters and digits.]:PREFIX:'
        '--lifetime[How long it is valid\: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.]:lifetime:'
        '--zone[Where a day ends\: UTC, an offset as +02\:00, or a name as Europe/Berlin.]:zone:'
        '--activations[Seats\: a number, unlimited, or none (valid on any machine).]:seats:'
        '--usage[Units that may be used\: a number, or none.]:units:'
        '*--condition[A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.]:name=value:'
        '*--entitlement[A feature that it grants; may be repeated. `none` removes those of the benefit.]:name:'
        '--offline[How old a device'\''s status list may be\: 30d, 12h, or none (any age).]:span:'
        '--grace[How long it stays valid after its end, with a warning\: 14d, or none.]:span:'
        '--updates[How long new builds are covered\: 1y, a date, or perpetual.]:lifetime:'
        '--max-major-version[The highest major version that is covered, or none.]:number:'
        '--enforcement[What a reason against it does\: deny, or advise (reported, nothing is stopped).]:deny|advise:{__latchkey_complete "${___enforcement[@]}"}'
        '--customer[Who gets it\: a UUID, or your own name for them.]:name:'
        '--customer-email[An e-mail address of the customer, which the registry keeps and no license has in it.]:address:'
        '--not-before[Valid from this time on.]:time:'
        '--issued-at[Issue as of this time instead of now.]:time:'
        '--irrevocable[Leave out the status index\: such a license can never be revoked.]'
        '--algorithm[How the key names its signature\: ed25519, or eddsa for readers older than RFC 9864.]:name:{__latchkey_complete "${___algorithm[@]}"}'
        '--batch[Mint one key for each row of this CSV or JSON Lines file.]:file:_files'
        '--count[Mint this many keys with the same terms.]:number:'
        '--batch-name[The batch'\''s name, under which it continues after an interruption (default\: the file'\''s name).]:name:'
        '--ignore-columns[Pass over the columns of the file that are not a batch'\''s.]'
        '--dry-run[Show how the first rows are understood, read all of them, and mint nothing.]'
        '--bom[Begin a CSV output with a byte-order mark, by which Excel knows that it is UTF-8.]'
        '--verify-every[Verify one of this many keys before they are written, and the first and last of each block.]:number:'
        '--format[text, csv, jsonl or lic (license files).]:format:{__latchkey_complete "${___format[@]}"}'
        '(--output -o)'{--output,-o}'[Write to this file, or for a batch of license files to this directory.]:path:_files'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_renew() {
    local -i ret=1
    local -ar ___enforcement=('deny' 'advise')
    local -ar ___format=('text' 'csv' 'jsonl' 'lic')
    local -ar arg_specs=(
        ':license:_files'
        '--prefix[The brand in front of the key\: capital letters and digits.]:PREFIX:'
        '--lifetime[How long it is valid\: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.]:lifetime:'
        '--zone[Where a day ends\: UTC, an offset as +02\:00, or a name as Europe/Berlin.]:zone:'
        '--activations[Seats\: a number, unlimited, or none (valid on any machine).]:seats:'
        '--usage[Units that may be used\: a number, or none.]:units:'
        '*--condition[A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.]:name=value:'
        '*--entitlement[A feature that it grants; may be repeated. `none` removes those of the benefit.]:name:'
        '--offline[How old a device'\''s status list may be\: 30d, 12h, or none (any age).]:span:'
        '--grace[How long it stays valid after its end, with a warning\: 14d, or none.]:span:'
        '--updates[How long new builds are covered\: 1y, a date, or perpetual.]:lifetime:'
        '--max-major-version[The highest major version that is covered, or none.]:number:'
        '--enforcement[What a reason against it does\: deny, or advise (reported, nothing is stopped).]:deny|advise:{__latchkey_complete "${___enforcement[@]}"}'
        '--end-former-keys[End the keys before with the next status list, even if they allow no more.]'
        '--csv[Change the license of each row of this CSV or JSON Lines file.]:file:_files'
        '--batch-name[The name under which the file is done once (default\: the file'\''s name).]:name:'
        '--ignore-columns[Pass over columns that are not known.]'
        '--dry-run[Say what would change, and change nothing.]'
        '--format[text, csv, jsonl or lic (license files).]:format:{__latchkey_complete "${___format[@]}"}'
        '(--output -o)'{--output,-o}'[Write to this file, or for a batch of license files to this directory.]:path:_files'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_change() {
    local -i ret=1
    local -ar ___enforcement=('deny' 'advise')
    local -ar ___format=('text' 'csv' 'jsonl' 'lic')
    local -ar arg_specs=(
        '--benefit[Make it a license of this benefit.]:benefit:'
        ':license:_files'
        '--prefix[The brand in front of the key\: capital letters and digits.]:PREFIX:'
        '--lifetime[How long it is valid\: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.]:lifetime:'
        '--zone[Where a day ends\: UTC, an offset as +02\:00, or a name as Europe/Berlin.]:zone:'
        '--activations[Seats\: a number, unlimited, or none (valid on any machine).]:seats:'
        '--usage[Units that may be used\: a number, or none.]:units:'
        '*--condition[A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.]:name=value:'
        '*--entitlement[A feature that it grants; may be repeated. `none` removes those of the benefit.]:name:'
        '--offline[How old a device'\''s status list may be\: 30d, 12h, or none (any age).]:span:'
        '--grace[How long it stays valid after its end, with a warning\: 14d, or none.]:span:'
        '--updates[How long new builds are covered\: 1y, a date, or perpetual.]:lifetime:'
        '--max-major-version[The highest major version that is covered, or none.]:number:'
        '--enforcement[What a reason against it does\: deny, or advise (reported, nothing is stopped).]:deny|advise:{__latchkey_complete "${___enforcement[@]}"}'
        '--end-former-keys[End the keys before with the next status list, even if they allow no more.]'
        '--csv[Change the license of each row of this CSV or JSON Lines file.]:file:_files'
        '--batch-name[The name under which the file is done once (default\: the file'\''s name).]:name:'
        '--ignore-columns[Pass over columns that are not known.]'
        '--dry-run[Say what would change, and change nothing.]'
        '--format[text, csv, jsonl or lic (license files).]:format:{__latchkey_complete "${___format[@]}"}'
        '(--output -o)'{--output,-o}'[Write to this file, or for a batch of license files to this directory.]:path:_files'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_licenses() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'list:List licenses, the newest first.'
            'show:Show a license, its claims and its key.'
            'export:Write licenses with their keys as JSON Lines, the oldest first.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        list|show|export)
            "_latchkey_licenses_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_latchkey_licenses_list() {
    local -i ret=1
    local -ar arg_specs=(
        '--benefit[Only those of this benefit.]:benefit:'
        '--customer[Only those of this customer.]:name:'
        '--batch[Only those of this batch.]:name:'
        '--expiring-before[Only those that end before this time.]:time:'
        '--state[Only those in this state\: granted, disabled or revoked.]:state:'
        '--organization[The organization; optional if there is only one.]:name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--limit[List at most this many.]:number:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_licenses_show() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_licenses_export() {
    local -i ret=1
    local -ar arg_specs=(
        '--benefit[Only those of this benefit.]:benefit:'
        '--customer[Only those of this customer.]:name:'
        '--batch[Only those of this batch.]:name:'
        '--expiring-before[Only those that end before this time.]:time:'
        '--state[Only those in this state\: granted, disabled or revoked.]:state:'
        '--organization[The organization; optional if there is only one.]:name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '(--output -o)'{--output,-o}'[Write to this file.]:file:_files'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_revoke() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '--reason[Why, for the audit log.]:text:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_suspend() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '--reason[Why, for the audit log.]:text:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_reinstate() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '--reason[Why, for the audit log.]:text:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_status() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'publish:Sign all lists and write them to a directory.'
            'build:Sign one list and write it to a file.'
            'show:Verify a status list and show what it says.'
            'diff:Show what changed between two status lists.'
            'staple:Sign what a list says about one license, small enough for a QR code.'
            'device:What a machine is licensed for, and what to do next.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        publish|build|show|diff|staple|device)
            "_latchkey_status_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_latchkey_status_publish() {
    local -i ret=1
    local -ar arg_specs=(
        ':directory:_files -/'
        '--base[Where the lists are published; part of what is signed (default\: what the trust bundle says, or the list that is replaced, or a service'\''s newest).]:uri:'
        '--organization[Whose lists; needed where a service works for several organizations.]:name:'
        '--ttl[How soon the next list is promised.]:span:'
        '--expires[How long a list may be relied on.]:span:'
        '*--confirm-shrink[Sign although many licenses would be valid again at once, as after the loss of a registry\: the number of the shard.]:shard:'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--bundle[Also publish this trust bundle, with the affirmation lists in its file.]:file:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_status_build() {
    local -i ret=1
    local -ar arg_specs=(
        '--shard[The number of the list.]:shard:'
        '(--output -o)'{--output,-o}'[The file, or - for standard output.]:file:_files'
        '--base[Where the lists are published; part of what is signed (default\: what the trust bundle says, or the list that is replaced, or a service'\''s newest).]:uri:'
        '--organization[Whose lists; needed where a service works for several organizations.]:name:'
        '--ttl[How soon the next list is promised.]:span:'
        '--expires[How long a list may be relied on.]:span:'
        '*--confirm-shrink[Sign although many licenses would be valid again at once, as after the loss of a registry\: the number of the shard.]:shard:'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_status_show() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '--delta[What changed since that list\: a .day, .week or .month file published beside a newer one.]:file:_files'
        '*--key[A public key to trust\: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default\: all public keys in the issuer'\''s directory.]:public-key:_files'
        '--bundle[A trust bundle, whose keys are trusted as far as it says.]:file:_files'
        '*--affirmation[A list of licenses that stay valid although their key was stolen; may be repeated.]:file:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_status_diff() {
    local -i ret=1
    local -ar arg_specs=(
        ':old:_files'
        ':new:_files'
        '*--key[A public key to trust\: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default\: all public keys in the issuer'\''s directory.]:public-key:_files'
        '--bundle[A trust bundle, whose keys are trusted as far as it says.]:file:_files'
        '*--affirmation[A list of licenses that stay valid although their key was stolen; may be repeated.]:file:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_status_staple() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '--list[The published list.]:file:_files'
        '(--output -o)'{--output,-o}'[Write a license file; - is standard output.]:file:_files'
        '--publish[Write the staple into this directory, as staples/ID.]:directory:_files -/'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--typed[Print the staple in the form that is typed from paper.]'
        '*--key[A public key to trust\: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default\: all public keys in the issuer'\''s directory.]:public-key:_files'
        '--bundle[A trust bundle, whose keys are trusted as far as it says.]:file:_files'
        '*--affirmation[A list of licenses that stay valid although their key was stolen; may be repeated.]:file:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_status_device() {
    local -i ret=1
    local -ar arg_specs=(
        '--device[The directory in which this machine keeps its ledger.]:directory:_files -/'
        '*--fact[A fact that identifies this machine, as name=value; may be repeated. Default\: its machine id, the serial numbers of its board and product, and its disk.]:name=value:'
        '*--key[A public key of the vendor, as a file or as text; named once, then remembered.]:public-key:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '*--condition[A condition that holds here; may be repeated. With none, the license'\''s conditions are not judged.]:name=value:'
        '--max-bundle-age[Deny when the trust bundle was signed longer ago than this, such as 90d. Default\: never; a bundle that has expired is a warning.]:span:'
        '--warn-bundle-age[Warn when the trust bundle was signed longer ago than this. Default\: when it expires.]:span:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'init:Draft a first bundle.'
            'add-key:Add a key with its role, window and constraints.'
            'retire-key:End a key'\''s window; what it signed until then stays valid.'
            'compromise-key:Mark a key as stolen: what it signed is refused from the next bundle on.'
            'renew:Draft the next version of a bundle, with another expiry or other addresses.'
            'roots:Appoint other root keys, or another threshold, in the next version.'
            'floor:Refuse all status lists below a number, in the next version.'
            'sign:Sign a draft with the first root key, as of now.'
            'cosign:Add the signature of another root key.'
            'affirm:List the licenses that stay valid although their key was stolen.'
            'use:Keep to a signed bundle from now on.'
            'show:Show a draft or bundle, without verifying it.'
            'verify:Check that enough root keys have signed a bundle.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        init|add-key|retire-key|compromise-key|renew|roots|floor|sign|cosign|affirm|use|show|verify)
            "_latchkey_trust_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_latchkey_trust_init() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--expires[How long a bundle is valid after it is signed.]:span:'
        '--org[The organization whose keys these are, by id; default\: the registry'\''s.]:uuid:'
        '--status-base[Where status lists are published, or none.]:uri:'
        '*--service-url[Where the sync service answers, or none; may be repeated, and replaces all.]:uri:'
        '--organization[The organization; optional if there is only one.]:name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_add-key() {
    local -i ret=1
    local -ar ___role=('issue' 'activate' 'status')
    local -ar arg_specs=(
        ':file:_files'
        '(--output -o)'{--output,-o}'[Where to write the draft. Default\: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.]:file:_files'
        '--json[Print the result as JSON.]'
        ':key:_files'
        '--public-key[The same as an option.]:public-key:_files'
        '--role[issue, activate or status.]:role:{__latchkey_complete "${___role[@]}"}'
        '--from[In use from this time on; default\: since the registry has it, or now.]:time:'
        '--until[In use for this long, or until a date.]:lifetime:'
        '*--benefit[A benefit that it may issue; may be repeated. Default\: any.]:uuid:'
        '--longest-lifetime[The longest lifetime that it may give.]:span:'
        '--require-status[It may sign only licenses that can be revoked.]'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_retire-key() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '(--output -o)'{--output,-o}'[Where to write the draft. Default\: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.]:file:_files'
        '--json[Print the result as JSON.]'
        ':key:_files'
        '--at[In use until this time; default\: now.]:time:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_compromise-key() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '(--output -o)'{--output,-o}'[Where to write the draft. Default\: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.]:file:_files'
        '--json[Print the result as JSON.]'
        ':key:_files'
        '--at[Stolen at this time; default\: now.]:time:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_renew() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '(--output -o)'{--output,-o}'[Where to write the draft. Default\: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.]:file:_files'
        '--json[Print the result as JSON.]'
        '--expires[How long the bundle is valid after it is signed; default\: as before.]:span:'
        '--status-base[Where status lists are published, or none.]:uri:'
        '*--service-url[Where the sync service answers, or none; may be repeated, and replaces all.]:uri:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_roots() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '(--output -o)'{--output,-o}'[Where to write the draft. Default\: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.]:file:_files'
        '--json[Print the result as JSON.]'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_floor() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '(--output -o)'{--output,-o}'[Where to write the draft. Default\: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.]:file:_files'
        '--json[Print the result as JSON.]'
        ':shard:'
        ':number:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_sign() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '--held[The bundle before this one, whose root keys sign too.]:file:_files'
        '--root-key[The root key'\''s file, or a pkcs11\: URI.]:file:_files'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_cosign() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '--held[The bundle before this one, whose root keys sign too.]:file:_files'
        '--root-key[The root key'\''s file, or a pkcs11\: URI.]:file:_files'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_affirm() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '--compromised[The stolen key\: its public half, or its id.]:key:_files'
        '--before[Only licenses recorded as issued before this time.]:time:'
        '--root-key[The root key'\''s file, or a pkcs11\: URI.]:file:_files'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--organization[The organization; optional if there is only one.]:name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_use() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_show() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_trust_verify() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '*--held[A bundle that is held already; may be repeated, oldest first.]:file:_files'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_pack() {
    local -i ret=1
    local -ar arg_specs=(
        '*:object:_files'
        '(--output -o)'{--output,-o}'[The license file; without it, or with -, standard output.]:file:_files'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_qr() {
    local -i ret=1
    local -ar ___format=('terminal' 'svg' 'png')
    local -ar arg_specs=(
        ':object:_files'
        '--format[The form of the picture.]:format:{__latchkey_complete "${___format[@]}"}'
        '(--output -o)'{--output,-o}'[Write to this file.]:file:_files'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_sign() {
    local -i ret=1
    local -ar arg_specs=(
        ':file:_files'
        '--private-key[The private key'\''s file, or a pkcs11\: URI.]:file:_files'
        '(--output -o)'{--output,-o}'[Where the signature goes; without it, beside the file with the ending .sig.]:file:_files'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_registry() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'resume:Go on with a registry that was restored from a backup or a copy.'
            'adopt:Take in license keys and activations that the registry has lost.'
            'settle:Give seats and units back that were held back after a restore.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        resume|adopt|settle)
            "_latchkey_registry_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_latchkey_registry_resume() {
    local -i ret=1
    local -ar arg_specs=(
        '*--list[A status list that is out; may be repeated.]:file:_files'
        '--number[A number that all next lists are to exceed (default\: calculated).]:number:'
        '--yes[Do it.]'
        '--without-lists[Do it though a list that is out is not there to be read\: whoever was revoked in it is allowed again.]'
        '--anyway[Do it though nothing shows that the registry was restored.]'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_registry_adopt() {
    local -i ret=1
    local -ar arg_specs=(
        '*:file:_files'
        '--dry-run[Say what is there, and change nothing.]'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_registry_settle() {
    local -i ret=1
    local -ar arg_specs=(
        '*:license:'
        '--all[Settle all licenses.]'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_verify() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '*--key[A public key to trust\: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default\: all public keys in the issuer'\''s directory.]:public-key:_files'
        '--bundle[A trust bundle, whose keys are trusted as far as it says.]:file:_files'
        '*--affirmation[A list of licenses that stay valid although their key was stolen; may be repeated.]:file:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--org[The organization that must have issued it.]:uuid:'
        '*--benefit[A benefit that is accepted, by its id, or by its name where the registry is; may be repeated.]:benefit:'
        '*--prefix[A brand prefix that is accepted; may be repeated.]:PREFIX:'
        '*--condition[A condition to present, as name=value; may be repeated. true, false and numbers are read as such, text in quotation marks always as text. With none, conditions are left out of the judgement.]:name=value:'
        '--used[Units used so far; without it usage is not judged.]:units:'
        '--released[The release date of the licensed program, for licenses with an end of updates.]:time:'
        '--major-version[The major version of the licensed program.]:number:'
        '--list[The newest status list or staple that is at hand. Default\: that in the license file.]:file:_files'
        '--delta[What changed since that list\: a .day, .week or .month file published beside a newer one.]:file:_files'
        '--certificate[This machine'\''s activation certificate\: a file or a text.]:certificate:_files'
        '--device[The directory in which this machine keeps its ledger.]:directory:_files -/'
        '*--fact[A fact that identifies this machine, as name=value; may be repeated. Default\: its machine id, the serial numbers of its board and product, and its disk.]:name=value:'
        '--max-bundle-age[Deny when the trust bundle was signed longer ago than this, such as 90d. Default\: never; a bundle that has expired is a warning.]:span:'
        '--warn-bundle-age[Warn when the trust bundle was signed longer ago than this. Default\: when it expires.]:span:'
        '--at[Decide as of this time instead of now.]:time:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_explain() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '*--key[A public key to trust\: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default\: all public keys in the issuer'\''s directory.]:public-key:_files'
        '--bundle[A trust bundle, whose keys are trusted as far as it says.]:file:_files'
        '*--affirmation[A list of licenses that stay valid although their key was stolen; may be repeated.]:file:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--org[The organization that must have issued it.]:uuid:'
        '*--benefit[A benefit that is accepted, by its id, or by its name where the registry is; may be repeated.]:benefit:'
        '*--prefix[A brand prefix that is accepted; may be repeated.]:PREFIX:'
        '*--condition[A condition to present, as name=value; may be repeated. true, false and numbers are read as such, text in quotation marks always as text. With none, conditions are left out of the judgement.]:name=value:'
        '--used[Units used so far; without it usage is not judged.]:units:'
        '--released[The release date of the licensed program, for licenses with an end of updates.]:time:'
        '--major-version[The major version of the licensed program.]:number:'
        '--list[The newest status list or staple that is at hand. Default\: that in the license file.]:file:_files'
        '--delta[What changed since that list\: a .day, .week or .month file published beside a newer one.]:file:_files'
        '--certificate[This machine'\''s activation certificate\: a file or a text.]:certificate:_files'
        '--device[The directory in which this machine keeps its ledger.]:directory:_files -/'
        '*--fact[A fact that identifies this machine, as name=value; may be repeated. Default\: its machine id, the serial numbers of its board and product, and its disk.]:name=value:'
        '--max-bundle-age[Deny when the trust bundle was signed longer ago than this, such as 90d. Default\: never; a bundle that has expired is a warning.]:span:'
        '--warn-bundle-age[Warn when the trust bundle was signed longer ago than this. Default\: when it expires.]:span:'
        '--at[Begin at this time instead of now.]:time:'
        '--offline-for[Look only this far ahead, with no news reaching the device\: 90d, 12h, 4w.]:span:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_inspect() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_new-app() {
    local -i ret=1
    local -ar _language=('swift' 'c' 'python' 'js' 'go' 'rust')
    local -ar arg_specs=(
        ':language:{__latchkey_complete "${_language[@]}"}'
        ':directory:_files -/'
        '--key[The public key to pin, as a file or as text. Default\: that of this issuer.]:public-key:_files'
        '--prefix[The brand that the program takes; by default any.]:PREFIX:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_install() {
    local -i ret=1
    local -ar arg_specs=(
        '*:object:_files'
        '--replace[Where the ledger has another license, set it aside and begin a new one for the license that is given.]'
        '--device[The directory in which this machine keeps its ledger.]:directory:_files -/'
        '*--fact[A fact that identifies this machine, as name=value; may be repeated. Default\: its machine id, the serial numbers of its board and product, and its disk.]:name=value:'
        '*--key[A public key of the vendor, as a file or as text; named once, then remembered.]:public-key:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_request() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '--exchange[A file with a third-party license key, to be exchanged for a signed one.]:file:_files'
        '--device[The directory in which this machine keeps its ledger.]:directory:_files -/'
        '*--fact[A fact that identifies this machine, as name=value; may be repeated. Default\: its machine id, the serial numbers of its board and product, and its disk.]:name=value:'
        '*--key[A public key of the vendor, as a file or as text; named once, then remembered.]:public-key:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--label[A name for people, such as the host'\''s.]:name:'
        '*--condition[A condition that holds here; may be repeated.]:name=value:'
        '--deactivate[Give the seat back, for good.]'
        '--include-license[Carry the whole license, for a vendor'\''s machine that does not know it.]'
        '--typed[Print the form that is typed from paper\: short groups that check themselves.]'
        '--portal[The address of the vendor'\''s portal, such as https\://keys.example.com, to be put in front of the text\: a phone that scans its QR code opens the answer. Named once, then remembered; auto takes the address of the vendor'\''s service, where the machine has a trust bundle that names one, as without this option; none puts no address in front.]:address:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_use() {
    local -i ret=1
    local -ar arg_specs=(
        ':units:'
        '--device[The directory in which this machine keeps its ledger.]:directory:_files -/'
        '*--fact[A fact that identifies this machine, as name=value; may be repeated. Default\: its machine id, the serial numbers of its board and product, and its disk.]:name=value:'
        '*--key[A public key of the vendor, as a file or as text; named once, then remembered.]:public-key:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '*--condition[A condition that holds here; may be repeated. With none, the license'\''s conditions are not judged.]:name=value:'
        '--max-bundle-age[Deny when the trust bundle was signed longer ago than this, such as 90d. Default\: never; a bundle that has expired is a warning.]:span:'
        '--warn-bundle-age[Warn when the trust bundle was signed longer ago than this. Default\: when it expires.]:span:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_report() {
    local -i ret=1
    local -ar arg_specs=(
        '--device[The directory in which this machine keeps its ledger.]:directory:_files -/'
        '*--fact[A fact that identifies this machine, as name=value; may be repeated. Default\: its machine id, the serial numbers of its board and product, and its disk.]:name=value:'
        '*--key[A public key of the vendor, as a file or as text; named once, then remembered.]:public-key:_files'
        '*--root[A root key, as a file or as text; may be repeated.]:public-key:_files'
        '--threshold[How many root keys must sign; optional with a single root key.]:number:'
        '--typed[Print the form that is typed from paper\: short groups that check themselves.]'
        '--portal[The address of the vendor'\''s portal, such as https\://keys.example.com, to be put in front of the text\: a phone that scans its QR code opens the answer. Named once, then remembered; auto takes the address of the vendor'\''s service, where the machine has a trust bundle that names one, as without this option; none puts no address in front.]:address:'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_approve() {
    local -i ret=1
    local -ar arg_specs=(
        ':request:_files'
        '--rebind[The activation that the same machine had under another key\: its seat goes to this one.]:uuid:'
        '--beyond-moves[Let --rebind pass even if the license'\''s seats have moved as often as they may.]'
        '--lease[How long the seat is valid\: 90d, or none.]:span:'
        '--allowance[How many units a machine may use before it reports again. Default\: the license'\''s units shared out evenly among its seats.]:units:'
        '--forgive-copies[Keep serving a machine although a second copy of its ledger was found.]'
        '--typed[Print the answer in the form that is typed from paper.]'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_accept() {
    local -i ret=1
    local -ar arg_specs=(
        ':report:_files'
        '--lease[How long the seat is valid\: 90d, or none.]:span:'
        '--allowance[How many units a machine may use before it reports again. Default\: the license'\''s units shared out evenly among its seats.]:units:'
        '--forgive-copies[Keep serving a machine although a second copy of its ledger was found.]'
        '--typed[Print the answer in the form that is typed from paper.]'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_clock-reset() {
    local -i ret=1
    local -ar arg_specs=(
        ':activation:'
        '--time[The time to begin at; default\: now.]:time:'
        '--expires[How long it can be used.]:span:'
        '--typed[Print it in the form that is typed from paper.]'
        '--signing-key[The signing key'\''s name; optional if there is only one.]:name:'
        '--passphrase-file[Read the passphrase from the first line of this file.]:file:_files'
        '--passphrase-fd[Read the passphrase from this open file descriptor.]:number:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_seats() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'list:List the machines that have a seat.'
            'show:Show the seat of a machine, or those of a license.'
            'free:Free the seat of a machine that is gone.'
            'void-usage:Take a machine'\''s seat, its units and all that it reported out of its license.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        list|show|free|void-usage)
            "_latchkey_seats_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_latchkey_seats_list() {
    local -i ret=1
    local -ar arg_specs=(
        ':license:_files'
        '--limit[List at most this many.]:number:'
        '--organization[The organization; optional if there is only one.]:name:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_seats_show() {
    local -i ret=1
    local -ar arg_specs=(
        ':activation:_files'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_seats_free() {
    local -i ret=1
    local -ar arg_specs=(
        ':activation:_files'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--beyond-moves[Free it even if the license'\''s seats have moved as often as they may.]'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_seats_void-usage() {
    local -i ret=1
    local -ar arg_specs=(
        ':activation:'
        '--home[The issuer'\''s directory (default\: LATCHKEY_HOME, or ~/.latchkey).]:directory:_files -/'
        '--json[Print the result as JSON.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_demo() {
    local -i ret=1
    local -ar arg_specs=(
        '--air-gap[Two years of a machine that never sees a network, told with files and QR codes.]'
        '--keep[Keep the directory, to continue by hand.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_latchkey_help() {
    local -i ret=1
    local -ar arg_specs=(
        '*:subcommands:'
        '--version[Show the version.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

if [[ "${funcstack[1]}" = _latchkey ]]; then
    _latchkey "${@}"
else
    compdef _latchkey latchkey
fi
