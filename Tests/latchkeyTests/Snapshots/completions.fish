function __latchkey_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __latchkey_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __latchkey_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __latchkey_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __latchkey_parse_tokens -S
    set -l unparsed_tokens (__latchkey_tokens -pc)
    switch $unparsed_tokens[1]
    case 'latchkey'
        __latchkey_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'keys'
            __latchkey_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'new'
                __latchkey_parse_subcommand 1 'organization=' 'organization-id=' 'home=' 'passphrase-file=' 'passphrase-fd=' 'no-passphrase' 'json' 'version' 'h/help'
            case 'import'
                __latchkey_parse_subcommand 1 'organization=' 'organization-id=' 'home=' 'from=' 'passphrase-file=' 'passphrase-fd=' 'json' 'version' 'h/help'
            case 'list'
                __latchkey_parse_subcommand 0 'home=' 'json' 'version' 'h/help'
            case 'show'
                __latchkey_parse_subcommand 1 'home=' 'json' 'version' 'h/help'
            case 'export'
                __latchkey_parse_subcommand 1 'format=' 'home=' 'version' 'h/help'
            case 'fingerprint'
                __latchkey_parse_subcommand 1 'key=' 'home=' 'version' 'h/help'
            case 'retire'
                __latchkey_parse_subcommand 1 'home=' 'json' 'version' 'h/help'
            case 'rotate'
                __latchkey_parse_subcommand 1 'plan' 'devices-know-it' 'no-passphrase' 'signing-key=' 'passphrase-file=' 'passphrase-fd=' 'home=' 'json' 'version' 'h/help'
            end
        case 'benefits'
            __latchkey_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'add'
                __latchkey_parse_subcommand 1 'prefix=' 'lifetime=' 'zone=' 'activations=' 'usage=' 'condition=+' 'entitlement=+' 'offline=' 'grace=' 'updates=' 'max-major-version=' 'enforcement=' 'id=' 'seat-moves=' 'instructions=' 'instructions-file=' 'organization=' 'home=' 'json' 'version' 'h/help'
            case 'list'
                __latchkey_parse_subcommand 0 'organization=' 'home=' 'json' 'version' 'h/help'
            case 'show'
                __latchkey_parse_subcommand 1 'organization=' 'home=' 'json' 'version' 'h/help'
            case 'edit'
                __latchkey_parse_subcommand 1 'organization=' 'home=' 'prefix=' 'lifetime=' 'zone=' 'activations=' 'usage=' 'condition=+' 'entitlement=+' 'offline=' 'grace=' 'updates=' 'max-major-version=' 'enforcement=' 'seat-moves=' 'instructions=' 'instructions-file=' 'json' 'version' 'h/help'
            end
        case 'issue'
            __latchkey_parse_subcommand 0 'benefit=' 'prefix=' 'lifetime=' 'zone=' 'activations=' 'usage=' 'condition=+' 'entitlement=+' 'offline=' 'grace=' 'updates=' 'max-major-version=' 'enforcement=' 'customer=' 'customer-email=' 'not-before=' 'issued-at=' 'irrevocable' 'algorithm=' 'batch=' 'count=' 'batch-name=' 'ignore-columns' 'dry-run' 'bom' 'verify-every=' 'format=' 'o/output=' 'signing-key=' 'passphrase-file=' 'passphrase-fd=' 'home=' 'json' 'version' 'h/help'
        case 'renew'
            __latchkey_parse_subcommand 1 'prefix=' 'lifetime=' 'zone=' 'activations=' 'usage=' 'condition=+' 'entitlement=+' 'offline=' 'grace=' 'updates=' 'max-major-version=' 'enforcement=' 'end-former-keys' 'csv=' 'batch-name=' 'ignore-columns' 'dry-run' 'format=' 'o/output=' 'signing-key=' 'passphrase-file=' 'passphrase-fd=' 'home=' 'json' 'version' 'h/help'
        case 'change'
            __latchkey_parse_subcommand 1 'benefit=' 'prefix=' 'lifetime=' 'zone=' 'activations=' 'usage=' 'condition=+' 'entitlement=+' 'offline=' 'grace=' 'updates=' 'max-major-version=' 'enforcement=' 'end-former-keys' 'csv=' 'batch-name=' 'ignore-columns' 'dry-run' 'format=' 'o/output=' 'signing-key=' 'passphrase-file=' 'passphrase-fd=' 'home=' 'json' 'version' 'h/help'
        case 'licenses'
            __latchkey_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __latchkey_parse_subcommand 0 'benefit=' 'customer=' 'batch=' 'expiring-before=' 'state=' 'organization=' 'home=' 'limit=' 'json' 'version' 'h/help'
            case 'show'
                __latchkey_parse_subcommand 1 'home=' 'json' 'version' 'h/help'
            case 'export'
                __latchkey_parse_subcommand 0 'benefit=' 'customer=' 'batch=' 'expiring-before=' 'state=' 'organization=' 'home=' 'o/output=' 'version' 'h/help'
            end
        case 'revoke'
            __latchkey_parse_subcommand 1 'reason=' 'home=' 'json' 'version' 'h/help'
        case 'suspend'
            __latchkey_parse_subcommand 1 'reason=' 'home=' 'json' 'version' 'h/help'
        case 'reinstate'
            __latchkey_parse_subcommand 1 'reason=' 'home=' 'json' 'version' 'h/help'
        case 'status'
            __latchkey_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'publish'
                __latchkey_parse_subcommand 1 'base=' 'organization=' 'ttl=' 'expires=' 'confirm-shrink=+' 'signing-key=' 'passphrase-file=' 'passphrase-fd=' 'home=' 'bundle=' 'root=+' 'threshold=' 'json' 'version' 'h/help'
            case 'build'
                __latchkey_parse_subcommand 0 'shard=' 'o/output=' 'base=' 'organization=' 'ttl=' 'expires=' 'confirm-shrink=+' 'signing-key=' 'passphrase-file=' 'passphrase-fd=' 'home=' 'json' 'version' 'h/help'
            case 'show'
                __latchkey_parse_subcommand 1 'delta=' 'key=+' 'bundle=' 'affirmation=+' 'root=+' 'threshold=' 'home=' 'json' 'version' 'h/help'
            case 'diff'
                __latchkey_parse_subcommand 2 'key=+' 'bundle=' 'affirmation=+' 'root=+' 'threshold=' 'home=' 'json' 'version' 'h/help'
            case 'staple'
                __latchkey_parse_subcommand 1 'list=' 'o/output=' 'publish=' 'signing-key=' 'typed' 'key=+' 'bundle=' 'affirmation=+' 'root=+' 'threshold=' 'home=' 'passphrase-file=' 'passphrase-fd=' 'json' 'version' 'h/help'
            case 'device'
                __latchkey_parse_subcommand 0 'device=' 'fact=+' 'key=+' 'root=+' 'threshold=' 'condition=+' 'max-bundle-age=' 'warn-bundle-age=' 'json' 'version' 'h/help'
            end
        case 'trust'
            __latchkey_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'init'
                __latchkey_parse_subcommand 1 'root=+' 'threshold=' 'expires=' 'org=' 'status-base=' 'service-url=+' 'organization=' 'home=' 'json' 'version' 'h/help'
            case 'add-key'
                __latchkey_parse_subcommand 2 'o/output=' 'json' 'public-key=' 'role=' 'from=' 'until=' 'benefit=+' 'longest-lifetime=' 'require-status' 'home=' 'version' 'h/help'
            case 'retire-key'
                __latchkey_parse_subcommand 2 'o/output=' 'json' 'at=' 'version' 'h/help'
            case 'compromise-key'
                __latchkey_parse_subcommand 2 'o/output=' 'json' 'at=' 'version' 'h/help'
            case 'renew'
                __latchkey_parse_subcommand 1 'o/output=' 'json' 'expires=' 'status-base=' 'service-url=+' 'version' 'h/help'
            case 'roots'
                __latchkey_parse_subcommand 1 'o/output=' 'json' 'root=+' 'threshold=' 'version' 'h/help'
            case 'floor'
                __latchkey_parse_subcommand 3 'o/output=' 'json' 'version' 'h/help'
            case 'sign'
                __latchkey_parse_subcommand 1 'held=' 'root-key=' 'passphrase-file=' 'passphrase-fd=' 'json' 'version' 'h/help'
            case 'cosign'
                __latchkey_parse_subcommand 1 'held=' 'root-key=' 'passphrase-file=' 'passphrase-fd=' 'json' 'version' 'h/help'
            case 'affirm'
                __latchkey_parse_subcommand 1 'compromised=' 'before=' 'root-key=' 'passphrase-file=' 'passphrase-fd=' 'organization=' 'home=' 'json' 'version' 'h/help'
            case 'use'
                __latchkey_parse_subcommand 1 'root=+' 'threshold=' 'home=' 'json' 'version' 'h/help'
            case 'show'
                __latchkey_parse_subcommand 1 'json' 'version' 'h/help'
            case 'verify'
                __latchkey_parse_subcommand 1 'root=+' 'threshold=' 'held=+' 'json' 'version' 'h/help'
            end
        case 'pack'
            __latchkey_parse_subcommand -r 1 'o/output=' 'json' 'version' 'h/help'
        case 'qr'
            __latchkey_parse_subcommand 1 'format=' 'o/output=' 'json' 'version' 'h/help'
        case 'sign'
            __latchkey_parse_subcommand 1 'private-key=' 'o/output=' 'passphrase-file=' 'passphrase-fd=' 'json' 'version' 'h/help'
        case 'registry'
            __latchkey_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'resume'
                __latchkey_parse_subcommand 0 'list=+' 'number=' 'yes' 'without-lists' 'anyway' 'home=' 'json' 'version' 'h/help'
            case 'adopt'
                __latchkey_parse_subcommand -r 1 'dry-run' 'home=' 'json' 'version' 'h/help'
            case 'settle'
                __latchkey_parse_subcommand -r 1 'all' 'home=' 'json' 'version' 'h/help'
            end
        case 'verify'
            __latchkey_parse_subcommand 1 'key=+' 'bundle=' 'affirmation=+' 'root=+' 'threshold=' 'home=' 'org=' 'benefit=+' 'prefix=+' 'condition=+' 'used=' 'released=' 'major-version=' 'list=' 'delta=' 'certificate=' 'device=' 'fact=+' 'max-bundle-age=' 'warn-bundle-age=' 'at=' 'json' 'version' 'h/help'
        case 'explain'
            __latchkey_parse_subcommand 1 'key=+' 'bundle=' 'affirmation=+' 'root=+' 'threshold=' 'home=' 'org=' 'benefit=+' 'prefix=+' 'condition=+' 'used=' 'released=' 'major-version=' 'list=' 'delta=' 'certificate=' 'device=' 'fact=+' 'max-bundle-age=' 'warn-bundle-age=' 'at=' 'offline-for=' 'json' 'version' 'h/help'
        case 'inspect'
            __latchkey_parse_subcommand 1 'json' 'version' 'h/help'
        case 'new-app'
            __latchkey_parse_subcommand 2 'key=' 'prefix=' 'home=' 'version' 'h/help'
        case 'install'
            __latchkey_parse_subcommand -r 1 'replace' 'device=' 'fact=+' 'key=+' 'root=+' 'threshold=' 'json' 'version' 'h/help'
        case 'request'
            __latchkey_parse_subcommand 1 'exchange=' 'device=' 'fact=+' 'key=+' 'root=+' 'threshold=' 'label=' 'condition=+' 'deactivate' 'include-license' 'typed' 'portal=' 'json' 'version' 'h/help'
        case 'use'
            __latchkey_parse_subcommand 1 'device=' 'fact=+' 'key=+' 'root=+' 'threshold=' 'condition=+' 'max-bundle-age=' 'warn-bundle-age=' 'json' 'version' 'h/help'
        case 'report'
            __latchkey_parse_subcommand 0 'device=' 'fact=+' 'key=+' 'root=+' 'threshold=' 'typed' 'portal=' 'json' 'version' 'h/help'
        case 'approve'
            __latchkey_parse_subcommand 1 'rebind=' 'beyond-moves' 'lease=' 'allowance=' 'forgive-copies' 'typed' 'signing-key=' 'passphrase-file=' 'passphrase-fd=' 'home=' 'json' 'version' 'h/help'
        case 'accept'
            __latchkey_parse_subcommand 1 'lease=' 'allowance=' 'forgive-copies' 'typed' 'signing-key=' 'passphrase-file=' 'passphrase-fd=' 'home=' 'json' 'version' 'h/help'
        case 'clock-reset'
            __latchkey_parse_subcommand 1 'time=' 'expires=' 'typed' 'signing-key=' 'passphrase-file=' 'passphrase-fd=' 'home=' 'json' 'version' 'h/help'
        case 'seats'
            __latchkey_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __latchkey_parse_subcommand 1 'limit=' 'organization=' 'home=' 'json' 'version' 'h/help'
            case 'show'
                __latchkey_parse_subcommand 1 'home=' 'json' 'version' 'h/help'
            case 'free'
                __latchkey_parse_subcommand 1 'home=' 'beyond-moves' 'json' 'version' 'h/help'
            case 'void-usage'
                __latchkey_parse_subcommand 1 'home=' 'json' 'version' 'h/help'
            end
        case 'demo'
            __latchkey_parse_subcommand 0 'air-gap' 'keep' 'version' 'h/help'
        case 'help'
            __latchkey_parse_subcommand -r 1 'version'
        end
    end
end

function __latchkey_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __latchkey_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __latchkey_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __latchkey_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__latchkey_tokens -p)
    if test -z "$(__latchkey_tokens -t)"
        set -l index (count (__latchkey_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'latchkey' -f
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'keys' -d 'Make, list, export, replace and retire issuing keys.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'benefits' -d 'Describe the kinds of license that you sell.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'issue' -d 'Mint one license key, or a batch of them.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'renew' -d 'Give a license a later end, in a new key.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'change' -d 'Give a license other terms, in a new key.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'licenses' -d 'Look up the licenses that were minted.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'revoke' -d 'Revoke a license.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'suspend' -d 'Suspend a license for a while.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'reinstate' -d 'Make a suspended or revoked license valid again.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'status' -d 'What a machine is licensed for; or sign and publish the lists of what is revoked.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'trust' -d 'Draft, sign and check trust bundles.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'pack' -d 'Put licenses, lists, bundles and answers into one license file.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'qr' -d 'Draw a license or another small signed object as a QR code.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'sign' -d 'Sign a text file, such as a list of checksums, for anyone with openssl.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'registry' -d 'Go on with a registry that was restored.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'verify' -d 'Verify a license key or file, without a network.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'explain' -d 'Show the decisions ahead: until when allowed, from when warned or refused.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'inspect' -d 'Show what a license key says, without verifying it.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'new-app' -d 'Write a small program that verifies your keys.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'install' -d 'Take a license, a list, an answer, or a file with all of them.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'request' -d 'Ask for a seat, by file or QR code.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'use' -d 'Count units of a metered license.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'report' -d 'Report what was used, by file or QR code.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'approve' -d 'Answer a machine\'s activation request.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'accept' -d 'Count a machine\'s report of what it used, and answer it.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'clock-reset' -d 'Let a machine trust its clock again after it once ran ahead.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'seats' -d 'See the seats that machines have, and take them back.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'demo' -d 'Watch the whole cycle: issue, verify offline, activate, use, revoke, refuse.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey keys" -eq 1' -fa 'new' -d 'Make an issuing key.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey keys" -eq 1' -fa 'import' -d 'Import an Ed25519 key from a PEM file, or refer to one in an HSM.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey keys" -eq 1' -fa 'list' -d 'List the issuing keys.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey keys" -eq 1' -fa 'show' -d 'Show a key\'s public half and whose it is.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey keys" -eq 1' -fa 'export' -d 'Print a public key, for a program to pin.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey keys" -eq 1' -fa 'fingerprint' -d 'Print the thumbprint of a public key, for comparing it aloud (RFC 9679).'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey keys" -eq 1' -fa 'retire' -d 'Retire a key: nothing that it signs from now on is accepted.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey keys" -eq 1' -fa 'rotate' -d 'Replace a key that commands sign with, step by step.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys new" organization' -l 'organization' -d 'The organization that it issues for; created if it is new.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys new" organization-id' -l 'organization-id' -d 'The id of an organization that is new here, where programs that you have shipped contain one: Polar\'s, or another registry\'s (default: a new one).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys new" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys new" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys new" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys new" no-passphrase' -l 'no-passphrase' -d 'Write the private key without a passphrase: anyone who reads the file can issue.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys new" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys new" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys new" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys import" organization' -l 'organization' -d 'The organization that it issues for; created if it is new.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys import" organization-id' -l 'organization-id' -d 'The id of an organization that is new here, where programs that you have shipped contain one: Polar\'s, or another registry\'s (default: a new one).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys import" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys import" from' -l 'from' -d 'A private key file, or a URI.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys import" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys import" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys import" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys import" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys import" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys list" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys list" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys list" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys show" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys show" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys show" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys export" format' -l 'format' -d 'The form to print.' -rfka 'pem hex base64url cose-key swift c python js go rust'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys export" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys export" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys export" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys fingerprint" key' -l 'key' -d 'A public key instead, as a file or as text.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys fingerprint" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys fingerprint" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys fingerprint" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys retire" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys retire" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys retire" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys retire" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey keys rotate" -eq 1' -fka 'service status issuing'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" plan' -l 'plan' -d 'Say what comes next, and change nothing.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" devices-know-it' -l 'devices-know-it' -d 'No bundle is needed: devices know the next key, since programs pin it.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" no-passphrase' -l 'no-passphrase' -d 'Write the next key without a passphrase: anyone who reads the file can sign.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey keys rotate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey benefits" -eq 1' -fa 'add' -d 'Add a benefit: the template of a kind of license.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey benefits" -eq 1' -fa 'list' -d 'List the benefits.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey benefits" -eq 1' -fa 'show' -d 'Show a benefit.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey benefits" -eq 1' -fa 'edit' -d 'Change a benefit for the licenses to come.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" prefix' -l 'prefix' -d 'The brand in front of the key: capital letters and digits.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" lifetime' -l 'lifetime' -d 'How long it is valid: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" zone' -l 'zone' -d 'Where a day ends: UTC, an offset as +02:00, or a name as Europe/Berlin.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" activations' -l 'activations' -d 'Seats: a number, unlimited, or none (valid on any machine).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" usage' -l 'usage' -d 'Units that may be used: a number, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add"' -l 'condition' -d 'A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add"' -l 'entitlement' -d 'A feature that it grants; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" offline' -l 'offline' -d 'How old a device\'s status list may be: 30d, 12h, or none (any age).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" grace' -l 'grace' -d 'How long it stays valid after its end, with a warning: 14d, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" updates' -l 'updates' -d 'How long new builds are covered: 1y, a date, or perpetual.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" max-major-version' -l 'max-major-version' -d 'The highest major version that is covered, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" enforcement' -l 'enforcement' -d 'What a reason against it does: deny, or advise (reported, nothing is stopped).' -rfka 'deny advise'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" id' -l 'id' -d 'The id that apps already contain for it (default: a new one).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" seat-moves' -l 'seat-moves' -d 'How often the seats of a license may move to other machines: 3/90d is three times in 90 days; or none (as often as customers like).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" instructions' -l 'instructions' -d 'What the customer is told to do with the key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" instructions-file' -l 'instructions-file' -d 'Read the instructions from this file; - for standard input.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" organization' -l 'organization' -d 'The organization; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits add" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits list" organization' -l 'organization' -d 'The organization; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits list" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits list" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits list" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits show" organization' -l 'organization' -d 'The organization; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits show" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits show" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits show" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" organization' -l 'organization' -d 'The organization; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" prefix' -l 'prefix' -d 'The brand in front of the key: capital letters and digits.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" lifetime' -l 'lifetime' -d 'How long it is valid: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" zone' -l 'zone' -d 'Where a day ends: UTC, an offset as +02:00, or a name as Europe/Berlin.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" activations' -l 'activations' -d 'Seats: a number, unlimited, or none (valid on any machine).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" usage' -l 'usage' -d 'Units that may be used: a number, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit"' -l 'condition' -d 'A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit"' -l 'entitlement' -d 'A feature that it grants; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" offline' -l 'offline' -d 'How old a device\'s status list may be: 30d, 12h, or none (any age).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" grace' -l 'grace' -d 'How long it stays valid after its end, with a warning: 14d, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" updates' -l 'updates' -d 'How long new builds are covered: 1y, a date, or perpetual.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" max-major-version' -l 'max-major-version' -d 'The highest major version that is covered, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" enforcement' -l 'enforcement' -d 'What a reason against it does: deny, or advise (reported, nothing is stopped).' -rfka 'deny advise'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" seat-moves' -l 'seat-moves' -d 'How often the seats of a license may move to other machines: 3/90d is three times in 90 days; or none (as often as customers like).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" instructions' -l 'instructions' -d 'What the customer is told to do with the key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" instructions-file' -l 'instructions-file' -d 'Read the instructions from this file; - for standard input.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey benefits edit" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" benefit' -l 'benefit' -d 'The benefit\'s name or id.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" prefix' -l 'prefix' -d 'The brand in front of the key: capital letters and digits.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" lifetime' -l 'lifetime' -d 'How long it is valid: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" zone' -l 'zone' -d 'Where a day ends: UTC, an offset as +02:00, or a name as Europe/Berlin.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" activations' -l 'activations' -d 'Seats: a number, unlimited, or none (valid on any machine).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" usage' -l 'usage' -d 'Units that may be used: a number, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue"' -l 'condition' -d 'A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue"' -l 'entitlement' -d 'A feature that it grants; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" offline' -l 'offline' -d 'How old a device\'s status list may be: 30d, 12h, or none (any age).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" grace' -l 'grace' -d 'How long it stays valid after its end, with a warning: 14d, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" updates' -l 'updates' -d 'How long new builds are covered: 1y, a date, or perpetual.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" max-major-version' -l 'max-major-version' -d 'The highest major version that is covered, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" enforcement' -l 'enforcement' -d 'What a reason against it does: deny, or advise (reported, nothing is stopped).' -rfka 'deny advise'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" customer' -l 'customer' -d 'Who gets it: a UUID, or your own name for them.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" customer-email' -l 'customer-email' -d 'An e-mail address of the customer, which the registry keeps and no license has in it.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" not-before' -l 'not-before' -d 'Valid from this time on.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" issued-at' -l 'issued-at' -d 'Issue as of this time instead of now.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" irrevocable' -l 'irrevocable' -d 'Leave out the status index: such a license can never be revoked.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" algorithm' -l 'algorithm' -d 'How the key names its signature: ed25519, or eddsa for readers older than RFC 9864.' -rfka 'ed25519 eddsa'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" batch' -l 'batch' -d 'Mint one key for each row of this CSV or JSON Lines file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" count' -l 'count' -d 'Mint this many keys with the same terms.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" batch-name' -l 'batch-name' -d 'The batch\'s name, under which it continues after an interruption (default: the file\'s name).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" ignore-columns' -l 'ignore-columns' -d 'Pass over the columns of the file that are not a batch\'s.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" dry-run' -l 'dry-run' -d 'Show how the first rows are understood, read all of them, and mint nothing.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" bom' -l 'bom' -d 'Begin a CSV output with a byte-order mark, by which Excel knows that it is UTF-8.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" verify-every' -l 'verify-every' -d 'Verify one of this many keys before they are written, and the first and last of each block.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" format' -l 'format' -d 'text, csv, jsonl or lic (license files).' -rfka 'text csv jsonl lic'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" o output' -l 'output' -s 'o' -d 'Write to this file, or for a batch of license files to this directory.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey issue" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey renew" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" prefix' -l 'prefix' -d 'The brand in front of the key: capital letters and digits.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" lifetime' -l 'lifetime' -d 'How long it is valid: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" zone' -l 'zone' -d 'Where a day ends: UTC, an offset as +02:00, or a name as Europe/Berlin.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" activations' -l 'activations' -d 'Seats: a number, unlimited, or none (valid on any machine).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" usage' -l 'usage' -d 'Units that may be used: a number, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew"' -l 'condition' -d 'A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew"' -l 'entitlement' -d 'A feature that it grants; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" offline' -l 'offline' -d 'How old a device\'s status list may be: 30d, 12h, or none (any age).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" grace' -l 'grace' -d 'How long it stays valid after its end, with a warning: 14d, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" updates' -l 'updates' -d 'How long new builds are covered: 1y, a date, or perpetual.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" max-major-version' -l 'max-major-version' -d 'The highest major version that is covered, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" enforcement' -l 'enforcement' -d 'What a reason against it does: deny, or advise (reported, nothing is stopped).' -rfka 'deny advise'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" end-former-keys' -l 'end-former-keys' -d 'End the keys before with the next status list, even if they allow no more.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" csv' -l 'csv' -d 'Change the license of each row of this CSV or JSON Lines file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" batch-name' -l 'batch-name' -d 'The name under which the file is done once (default: the file\'s name).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" ignore-columns' -l 'ignore-columns' -d 'Pass over columns that are not known.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" dry-run' -l 'dry-run' -d 'Say what would change, and change nothing.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" format' -l 'format' -d 'text, csv, jsonl or lic (license files).' -rfka 'text csv jsonl lic'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" o output' -l 'output' -s 'o' -d 'Write to this file, or for a batch of license files to this directory.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey renew" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" benefit' -l 'benefit' -d 'Make it a license of this benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey change" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" prefix' -l 'prefix' -d 'The brand in front of the key: capital letters and digits.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" lifetime' -l 'lifetime' -d 'How long it is valid: 30d, 18mo, 2y, perpetual, through a date (the whole of that day), or until a time.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" zone' -l 'zone' -d 'Where a day ends: UTC, an offset as +02:00, or a name as Europe/Berlin.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" activations' -l 'activations' -d 'Seats: a number, unlimited, or none (valid on any machine).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" usage' -l 'usage' -d 'Units that may be used: a number, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change"' -l 'condition' -d 'A condition that programs must present, as name=value; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change"' -l 'entitlement' -d 'A feature that it grants; may be repeated. `none` removes those of the benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" offline' -l 'offline' -d 'How old a device\'s status list may be: 30d, 12h, or none (any age).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" grace' -l 'grace' -d 'How long it stays valid after its end, with a warning: 14d, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" updates' -l 'updates' -d 'How long new builds are covered: 1y, a date, or perpetual.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" max-major-version' -l 'max-major-version' -d 'The highest major version that is covered, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" enforcement' -l 'enforcement' -d 'What a reason against it does: deny, or advise (reported, nothing is stopped).' -rfka 'deny advise'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" end-former-keys' -l 'end-former-keys' -d 'End the keys before with the next status list, even if they allow no more.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" csv' -l 'csv' -d 'Change the license of each row of this CSV or JSON Lines file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" batch-name' -l 'batch-name' -d 'The name under which the file is done once (default: the file\'s name).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" ignore-columns' -l 'ignore-columns' -d 'Pass over columns that are not known.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" dry-run' -l 'dry-run' -d 'Say what would change, and change nothing.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" format' -l 'format' -d 'text, csv, jsonl or lic (license files).' -rfka 'text csv jsonl lic'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" o output' -l 'output' -s 'o' -d 'Write to this file, or for a batch of license files to this directory.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey change" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey licenses" -eq 1' -fa 'list' -d 'List licenses, the newest first.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey licenses" -eq 1' -fa 'show' -d 'Show a license, its claims and its key.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey licenses" -eq 1' -fa 'export' -d 'Write licenses with their keys as JSON Lines, the oldest first.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" benefit' -l 'benefit' -d 'Only those of this benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" customer' -l 'customer' -d 'Only those of this customer.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" batch' -l 'batch' -d 'Only those of this batch.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" expiring-before' -l 'expiring-before' -d 'Only those that end before this time.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" state' -l 'state' -d 'Only those in this state: granted, disabled or revoked.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" organization' -l 'organization' -d 'The organization; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" limit' -l 'limit' -d 'List at most this many.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey licenses show" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses show" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses show" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses show" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" benefit' -l 'benefit' -d 'Only those of this benefit.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" customer' -l 'customer' -d 'Only those of this customer.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" batch' -l 'batch' -d 'Only those of this batch.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" expiring-before' -l 'expiring-before' -d 'Only those that end before this time.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" state' -l 'state' -d 'Only those in this state: granted, disabled or revoked.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" organization' -l 'organization' -d 'The organization; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" o output' -l 'output' -s 'o' -d 'Write to this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey licenses export" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey revoke" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey revoke" reason' -l 'reason' -d 'Why, for the audit log.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey revoke" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey revoke" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey revoke" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey revoke" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey suspend" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey suspend" reason' -l 'reason' -d 'Why, for the audit log.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey suspend" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey suspend" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey suspend" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey suspend" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey reinstate" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey reinstate" reason' -l 'reason' -d 'Why, for the audit log.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey reinstate" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey reinstate" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey reinstate" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey reinstate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status" -eq 1' -fa 'publish' -d 'Sign all lists and write them to a directory.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status" -eq 1' -fa 'build' -d 'Sign one list and write it to a file.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status" -eq 1' -fa 'show' -d 'Verify a status list and show what it says.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status" -eq 1' -fa 'diff' -d 'Show what changed between two status lists.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status" -eq 1' -fa 'staple' -d 'Sign what a list says about one license, small enough for a QR code.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status" -eq 1' -fa 'device' -d 'What a machine is licensed for, and what to do next.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status publish" -eq 1' -fa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" base' -l 'base' -d 'Where the lists are published; part of what is signed (default: what the trust bundle says, or the list that is replaced, or a service\'s newest).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" organization' -l 'organization' -d 'Whose lists; needed where a service works for several organizations.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" ttl' -l 'ttl' -d 'How soon the next list is promised.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" expires' -l 'expires' -d 'How long a list may be relied on.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish"' -l 'confirm-shrink' -d 'Sign although many licenses would be valid again at once, as after the loss of a registry: the number of the shard.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" bundle' -l 'bundle' -d 'Also publish this trust bundle, with the affirmation lists in its file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status publish" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" shard' -l 'shard' -d 'The number of the list.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" o output' -l 'output' -s 'o' -d 'The file, or - for standard output.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" base' -l 'base' -d 'Where the lists are published; part of what is signed (default: what the trust bundle says, or the list that is replaced, or a service\'s newest).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" organization' -l 'organization' -d 'Whose lists; needed where a service works for several organizations.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" ttl' -l 'ttl' -d 'How soon the next list is promised.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" expires' -l 'expires' -d 'How long a list may be relied on.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build"' -l 'confirm-shrink' -d 'Sign although many licenses would be valid again at once, as after the loss of a registry: the number of the shard.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status build" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status show" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show" delta' -l 'delta' -d 'What changed since that list: a .day, .week or .month file published beside a newer one.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show"' -l 'key' -d 'A public key to trust: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default: all public keys in the issuer\'s directory.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show" bundle' -l 'bundle' -d 'A trust bundle, whose keys are trusted as far as it says.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show"' -l 'affirmation' -d 'A list of licenses that stay valid although their key was stolen; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status diff" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status diff" -eq 2' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status diff"' -l 'key' -d 'A public key to trust: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default: all public keys in the issuer\'s directory.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status diff" bundle' -l 'bundle' -d 'A trust bundle, whose keys are trusted as far as it says.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status diff"' -l 'affirmation' -d 'A list of licenses that stay valid although their key was stolen; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status diff"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status diff" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status diff" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status diff" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status diff" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status diff" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey status staple" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" list' -l 'list' -d 'The published list.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" o output' -l 'output' -s 'o' -d 'Write a license file; - is standard output.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" publish' -l 'publish' -d 'Write the staple into this directory, as staples/ID.' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" typed' -l 'typed' -d 'Print the staple in the form that is typed from paper.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple"' -l 'key' -d 'A public key to trust: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default: all public keys in the issuer\'s directory.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" bundle' -l 'bundle' -d 'A trust bundle, whose keys are trusted as far as it says.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple"' -l 'affirmation' -d 'A list of licenses that stay valid although their key was stolen; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status staple" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device" device' -l 'device' -d 'The directory in which this machine keeps its ledger.' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device"' -l 'fact' -d 'A fact that identifies this machine, as name=value; may be repeated. Default: its machine id, the serial numbers of its board and product, and its disk.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device"' -l 'key' -d 'A public key of the vendor, as a file or as text; named once, then remembered.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device"' -l 'condition' -d 'A condition that holds here; may be repeated. With none, the license\'s conditions are not judged.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device" max-bundle-age' -l 'max-bundle-age' -d 'Deny when the trust bundle was signed longer ago than this, such as 90d. Default: never; a bundle that has expired is a warning.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device" warn-bundle-age' -l 'warn-bundle-age' -d 'Warn when the trust bundle was signed longer ago than this. Default: when it expires.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey status device" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'init' -d 'Draft a first bundle.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'add-key' -d 'Add a key with its role, window and constraints.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'retire-key' -d 'End a key\'s window; what it signed until then stays valid.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'compromise-key' -d 'Mark a key as stolen: what it signed is refused from the next bundle on.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'renew' -d 'Draft the next version of a bundle, with another expiry or other addresses.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'roots' -d 'Appoint other root keys, or another threshold, in the next version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'floor' -d 'Refuse all status lists below a number, in the next version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'sign' -d 'Sign a draft with the first root key, as of now.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'cosign' -d 'Add the signature of another root key.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'affirm' -d 'List the licenses that stay valid although their key was stolen.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'use' -d 'Keep to a signed bundle from now on.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'show' -d 'Show a draft or bundle, without verifying it.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust" -eq 1' -fa 'verify' -d 'Check that enough root keys have signed a bundle.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust init" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init" expires' -l 'expires' -d 'How long a bundle is valid after it is signed.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init" org' -l 'org' -d 'The organization whose keys these are, by id; default: the registry\'s.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init" status-base' -l 'status-base' -d 'Where status lists are published, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init"' -l 'service-url' -d 'Where the sync service answers, or none; may be repeated, and replaces all.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init" organization' -l 'organization' -d 'The organization; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust init" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust add-key" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" o output' -l 'output' -s 'o' -d 'Where to write the draft. Default: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust add-key" -eq 2' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" public-key' -l 'public-key' -d 'The same as an option.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" role' -l 'role' -d 'issue, activate or status.' -rfka 'issue activate status'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" from' -l 'from' -d 'In use from this time on; default: since the registry has it, or now.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" until' -l 'until' -d 'In use for this long, or until a date.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key"' -l 'benefit' -d 'A benefit that it may issue; may be repeated. Default: any.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" longest-lifetime' -l 'longest-lifetime' -d 'The longest lifetime that it may give.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" require-status' -l 'require-status' -d 'It may sign only licenses that can be revoked.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust add-key" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust retire-key" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust retire-key" o output' -l 'output' -s 'o' -d 'Where to write the draft. Default: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust retire-key" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust retire-key" -eq 2' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust retire-key" at' -l 'at' -d 'In use until this time; default: now.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust retire-key" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust retire-key" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust compromise-key" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust compromise-key" o output' -l 'output' -s 'o' -d 'Where to write the draft. Default: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust compromise-key" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust compromise-key" -eq 2' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust compromise-key" at' -l 'at' -d 'Stolen at this time; default: now.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust compromise-key" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust compromise-key" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust renew" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust renew" o output' -l 'output' -s 'o' -d 'Where to write the draft. Default: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust renew" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust renew" expires' -l 'expires' -d 'How long the bundle is valid after it is signed; default: as before.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust renew" status-base' -l 'status-base' -d 'Where status lists are published, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust renew"' -l 'service-url' -d 'Where the sync service answers, or none; may be repeated, and replaces all.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust renew" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust renew" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust roots" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust roots" o output' -l 'output' -s 'o' -d 'Where to write the draft. Default: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust roots" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust roots"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust roots" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust roots" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust roots" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust floor" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust floor" o output' -l 'output' -s 'o' -d 'Where to write the draft. Default: in place of the draft that it changes; a signed bundle stays, and the draft of the next version needs a file of its own.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust floor" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust floor" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust floor" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust sign" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust sign" held' -l 'held' -d 'The bundle before this one, whose root keys sign too.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust sign" root-key' -l 'root-key' -d 'The root key\'s file, or a pkcs11: URI.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust sign" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust sign" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust sign" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust sign" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust sign" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust cosign" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust cosign" held' -l 'held' -d 'The bundle before this one, whose root keys sign too.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust cosign" root-key' -l 'root-key' -d 'The root key\'s file, or a pkcs11: URI.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust cosign" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust cosign" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust cosign" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust cosign" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust cosign" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust affirm" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" compromised' -l 'compromised' -d 'The stolen key: its public half, or its id.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" before' -l 'before' -d 'Only licenses recorded as issued before this time.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" root-key' -l 'root-key' -d 'The root key\'s file, or a pkcs11: URI.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" organization' -l 'organization' -d 'The organization; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust affirm" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust use" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust use"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust use" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust use" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust use" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust use" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust use" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust show" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust show" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust show" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey trust verify" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust verify"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust verify" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust verify"' -l 'held' -d 'A bundle that is held already; may be repeated, oldest first.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust verify" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust verify" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey trust verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey pack" -ge 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey pack" o output' -l 'output' -s 'o' -d 'The license file; without it, or with -, standard output.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey pack" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey pack" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey pack" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey qr" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey qr" format' -l 'format' -d 'The form of the picture.' -rfka 'terminal svg png'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey qr" o output' -l 'output' -s 'o' -d 'Write to this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey qr" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey qr" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey qr" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey sign" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey sign" private-key' -l 'private-key' -d 'The private key\'s file, or a pkcs11: URI.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey sign" o output' -l 'output' -s 'o' -d 'Where the signature goes; without it, beside the file with the ending .sig.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey sign" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey sign" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey sign" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey sign" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey sign" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey registry" -eq 1' -fa 'resume' -d 'Go on with a registry that was restored from a backup or a copy.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey registry" -eq 1' -fa 'adopt' -d 'Take in license keys and activations that the registry has lost.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey registry" -eq 1' -fa 'settle' -d 'Give seats and units back that were held back after a restore.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry resume"' -l 'list' -d 'A status list that is out; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry resume" number' -l 'number' -d 'A number that all next lists are to exceed (default: calculated).' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry resume" yes' -l 'yes' -d 'Do it.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry resume" without-lists' -l 'without-lists' -d 'Do it though a list that is out is not there to be read: whoever was revoked in it is allowed again.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry resume" anyway' -l 'anyway' -d 'Do it though nothing shows that the registry was restored.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry resume" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry resume" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry resume" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry resume" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey registry adopt" -ge 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry adopt" dry-run' -l 'dry-run' -d 'Say what is there, and change nothing.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry adopt" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry adopt" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry adopt" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry adopt" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry settle" all' -l 'all' -d 'Settle all licenses.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry settle" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry settle" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry settle" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey registry settle" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey verify" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify"' -l 'key' -d 'A public key to trust: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default: all public keys in the issuer\'s directory.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" bundle' -l 'bundle' -d 'A trust bundle, whose keys are trusted as far as it says.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify"' -l 'affirmation' -d 'A list of licenses that stay valid although their key was stolen; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" org' -l 'org' -d 'The organization that must have issued it.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify"' -l 'benefit' -d 'A benefit that is accepted, by its id, or by its name where the registry is; may be repeated.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify"' -l 'prefix' -d 'A brand prefix that is accepted; may be repeated.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify"' -l 'condition' -d 'A condition to present, as name=value; may be repeated. true, false and numbers are read as such, text in quotation marks always as text. With none, conditions are left out of the judgement.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" used' -l 'used' -d 'Units used so far; without it usage is not judged.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" released' -l 'released' -d 'The release date of the licensed program, for licenses with an end of updates.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" major-version' -l 'major-version' -d 'The major version of the licensed program.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" list' -l 'list' -d 'The newest status list or staple that is at hand. Default: that in the license file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" delta' -l 'delta' -d 'What changed since that list: a .day, .week or .month file published beside a newer one.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" certificate' -l 'certificate' -d 'This machine\'s activation certificate: a file or a text.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" device' -l 'device' -d 'The directory in which this machine keeps its ledger.' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify"' -l 'fact' -d 'A fact that identifies this machine, as name=value; may be repeated. Default: its machine id, the serial numbers of its board and product, and its disk.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" max-bundle-age' -l 'max-bundle-age' -d 'Deny when the trust bundle was signed longer ago than this, such as 90d. Default: never; a bundle that has expired is a warning.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" warn-bundle-age' -l 'warn-bundle-age' -d 'Warn when the trust bundle was signed longer ago than this. Default: when it expires.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" at' -l 'at' -d 'Decide as of this time instead of now.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey explain" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain"' -l 'key' -d 'A public key to trust: a PEM file, 64 hexadecimal digits, or 43 characters of base64url. May be repeated. Default: all public keys in the issuer\'s directory.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" bundle' -l 'bundle' -d 'A trust bundle, whose keys are trusted as far as it says.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain"' -l 'affirmation' -d 'A list of licenses that stay valid although their key was stolen; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" org' -l 'org' -d 'The organization that must have issued it.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain"' -l 'benefit' -d 'A benefit that is accepted, by its id, or by its name where the registry is; may be repeated.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain"' -l 'prefix' -d 'A brand prefix that is accepted; may be repeated.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain"' -l 'condition' -d 'A condition to present, as name=value; may be repeated. true, false and numbers are read as such, text in quotation marks always as text. With none, conditions are left out of the judgement.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" used' -l 'used' -d 'Units used so far; without it usage is not judged.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" released' -l 'released' -d 'The release date of the licensed program, for licenses with an end of updates.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" major-version' -l 'major-version' -d 'The major version of the licensed program.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" list' -l 'list' -d 'The newest status list or staple that is at hand. Default: that in the license file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" delta' -l 'delta' -d 'What changed since that list: a .day, .week or .month file published beside a newer one.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" certificate' -l 'certificate' -d 'This machine\'s activation certificate: a file or a text.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" device' -l 'device' -d 'The directory in which this machine keeps its ledger.' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain"' -l 'fact' -d 'A fact that identifies this machine, as name=value; may be repeated. Default: its machine id, the serial numbers of its board and product, and its disk.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" max-bundle-age' -l 'max-bundle-age' -d 'Deny when the trust bundle was signed longer ago than this, such as 90d. Default: never; a bundle that has expired is a warning.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" warn-bundle-age' -l 'warn-bundle-age' -d 'Warn when the trust bundle was signed longer ago than this. Default: when it expires.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" at' -l 'at' -d 'Begin at this time instead of now.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" offline-for' -l 'offline-for' -d 'Look only this far ahead, with no news reaching the device: 90d, 12h, 4w.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey explain" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey inspect" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey inspect" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey inspect" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey inspect" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey new-app" -eq 1' -fka 'swift c python js go rust'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey new-app" -eq 2' -fa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey new-app" key' -l 'key' -d 'The public key to pin, as a file or as text. Default: that of this issuer.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey new-app" prefix' -l 'prefix' -d 'The brand that the program takes; by default any.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey new-app" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey new-app" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey new-app" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey install" -ge 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey install" replace' -l 'replace' -d 'Where the ledger has another license, set it aside and begin a new one for the license that is given.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey install" device' -l 'device' -d 'The directory in which this machine keeps its ledger.' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey install"' -l 'fact' -d 'A fact that identifies this machine, as name=value; may be repeated. Default: its machine id, the serial numbers of its board and product, and its disk.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey install"' -l 'key' -d 'A public key of the vendor, as a file or as text; named once, then remembered.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey install"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey install" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey install" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey install" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey install" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey request" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" exchange' -l 'exchange' -d 'A file with a third-party license key, to be exchanged for a signed one.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" device' -l 'device' -d 'The directory in which this machine keeps its ledger.' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request"' -l 'fact' -d 'A fact that identifies this machine, as name=value; may be repeated. Default: its machine id, the serial numbers of its board and product, and its disk.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request"' -l 'key' -d 'A public key of the vendor, as a file or as text; named once, then remembered.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" label' -l 'label' -d 'A name for people, such as the host\'s.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request"' -l 'condition' -d 'A condition that holds here; may be repeated.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" deactivate' -l 'deactivate' -d 'Give the seat back, for good.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" include-license' -l 'include-license' -d 'Carry the whole license, for a vendor\'s machine that does not know it.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" typed' -l 'typed' -d 'Print the form that is typed from paper: short groups that check themselves.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" portal' -l 'portal' -d 'The address of the vendor\'s portal, such as https://keys.example.com, to be put in front of the text: a phone that scans its QR code opens the answer. Named once, then remembered; auto takes the address of the vendor\'s service, where the machine has a trust bundle that names one, as without this option; none puts no address in front.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey request" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use" device' -l 'device' -d 'The directory in which this machine keeps its ledger.' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use"' -l 'fact' -d 'A fact that identifies this machine, as name=value; may be repeated. Default: its machine id, the serial numbers of its board and product, and its disk.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use"' -l 'key' -d 'A public key of the vendor, as a file or as text; named once, then remembered.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use"' -l 'condition' -d 'A condition that holds here; may be repeated. With none, the license\'s conditions are not judged.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use" max-bundle-age' -l 'max-bundle-age' -d 'Deny when the trust bundle was signed longer ago than this, such as 90d. Default: never; a bundle that has expired is a warning.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use" warn-bundle-age' -l 'warn-bundle-age' -d 'Warn when the trust bundle was signed longer ago than this. Default: when it expires.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey use" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report" device' -l 'device' -d 'The directory in which this machine keeps its ledger.' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report"' -l 'fact' -d 'A fact that identifies this machine, as name=value; may be repeated. Default: its machine id, the serial numbers of its board and product, and its disk.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report"' -l 'key' -d 'A public key of the vendor, as a file or as text; named once, then remembered.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report"' -l 'root' -d 'A root key, as a file or as text; may be repeated.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report" threshold' -l 'threshold' -d 'How many root keys must sign; optional with a single root key.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report" typed' -l 'typed' -d 'Print the form that is typed from paper: short groups that check themselves.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report" portal' -l 'portal' -d 'The address of the vendor\'s portal, such as https://keys.example.com, to be put in front of the text: a phone that scans its QR code opens the answer. Named once, then remembered; auto takes the address of the vendor\'s service, where the machine has a trust bundle that names one, as without this option; none puts no address in front.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey report" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey approve" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" rebind' -l 'rebind' -d 'The activation that the same machine had under another key: its seat goes to this one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" beyond-moves' -l 'beyond-moves' -d 'Let --rebind pass even if the license\'s seats have moved as often as they may.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" lease' -l 'lease' -d 'How long the seat is valid: 90d, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" allowance' -l 'allowance' -d 'How many units a machine may use before it reports again. Default: the license\'s units shared out evenly among its seats.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" forgive-copies' -l 'forgive-copies' -d 'Keep serving a machine although a second copy of its ledger was found.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" typed' -l 'typed' -d 'Print the answer in the form that is typed from paper.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey approve" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey accept" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" lease' -l 'lease' -d 'How long the seat is valid: 90d, or none.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" allowance' -l 'allowance' -d 'How many units a machine may use before it reports again. Default: the license\'s units shared out evenly among its seats.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" forgive-copies' -l 'forgive-copies' -d 'Keep serving a machine although a second copy of its ledger was found.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" typed' -l 'typed' -d 'Print the answer in the form that is typed from paper.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey accept" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" time' -l 'time' -d 'The time to begin at; default: now.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" expires' -l 'expires' -d 'How long it can be used.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" typed' -l 'typed' -d 'Print it in the form that is typed from paper.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" signing-key' -l 'signing-key' -d 'The signing key\'s name; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" passphrase-file' -l 'passphrase-file' -d 'Read the passphrase from the first line of this file.' -rF
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" passphrase-fd' -l 'passphrase-fd' -d 'Read the passphrase from this open file descriptor.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey clock-reset" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey seats" -eq 1' -fa 'list' -d 'List the machines that have a seat.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey seats" -eq 1' -fa 'show' -d 'Show the seat of a machine, or those of a license.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey seats" -eq 1' -fa 'free' -d 'Free the seat of a machine that is gone.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey seats" -eq 1' -fa 'void-usage' -d 'Take a machine\'s seat, its units and all that it reported out of its license.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey seats list" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats list" limit' -l 'limit' -d 'List at most this many.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats list" organization' -l 'organization' -d 'The organization; optional if there is only one.' -rfka ''
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats list" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats list" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats list" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey seats show" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats show" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats show" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats show" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_positional "latchkey seats free" -eq 1' -F
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats free" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats free" beyond-moves' -l 'beyond-moves' -d 'Free it even if the license\'s seats have moved as often as they may.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats free" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats free" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats free" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats void-usage" home' -l 'home' -d 'The issuer\'s directory (default: LATCHKEY_HOME, or ~/.latchkey).' -rfa '(__latchkey_complete_directories)'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats void-usage" json' -l 'json' -d 'Print the result as JSON.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats void-usage" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey seats void-usage" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey demo" air-gap' -l 'air-gap' -d 'Two years of a machine that never sees a network, told with files and QR codes.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey demo" keep' -l 'keep' -d 'Keep the directory, to continue by hand.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey demo" version' -l 'version' -d 'Show the version.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey demo" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'latchkey' -n '__latchkey_should_offer_completions_for_flags_or_options "latchkey help" version' -l 'version' -d 'Show the version.'
