#!/bin/bash

__latchkey_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__latchkey_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__latchkey_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__latchkey_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_latchkey() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=()
    __latchkey_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    keys|benefits|issue|renew|change|licenses|revoke|suspend|reinstate|status|trust|pack|qr|sign|registry|verify|explain|inspect|new-app|install|request|use|report|approve|accept|clock-reset|seats|demo|help)
        # Offer subcommand argument completions
        "_latchkey_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'keys benefits issue renew change licenses revoke suspend reinstate status trust pack qr sign registry verify explain inspect new-app install request use report approve accept clock-reset seats demo help' -- "${cur}"))
        ;;
    esac
}

_latchkey_keys() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    new|import|list|show|export|fingerprint|retire|rotate)
        # Offer subcommand argument completions
        "_latchkey_keys_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'new import list show export fingerprint retire rotate' -- "${cur}"))
        ;;
    esac
}

_latchkey_keys_new() {
    repeating_flags=()
    non_repeating_flags=(--no-passphrase --json --version -h --help)
    repeating_options=()
    non_repeating_options=(--organization --organization-id --home --passphrase-file --passphrase-fd)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--organization')
        return
        ;;
    '--organization-id')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    esac
}

_latchkey_keys_import() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--organization --organization-id --home --from --passphrase-file --passphrase-fd)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--organization')
        return
        ;;
    '--organization-id')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    '--from')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    esac
}

_latchkey_keys_list() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--home)
    __latchkey_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_keys_show() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_keys_export() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=(--format --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--format')
        __latchkey_add_completions -W 'pem'$'\n''hex'$'\n''base64url'$'\n''cose-key'$'\n''swift'$'\n''c'$'\n''python'$'\n''js'$'\n''go'$'\n''rust'
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_keys_fingerprint() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=(--key --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_keys_retire() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_keys_rotate() {
    repeating_flags=()
    non_repeating_flags=(--plan --devices-know-it --no-passphrase --json --version -h --help)
    repeating_options=()
    non_repeating_options=(--signing-key --passphrase-file --passphrase-fd --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--signing-key')
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -W 'service'$'\n''status'$'\n''issuing'
        return
        ;;
    esac
}

_latchkey_benefits() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    add|list|show|edit)
        # Offer subcommand argument completions
        "_latchkey_benefits_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'add list show edit' -- "${cur}"))
        ;;
    esac
}

_latchkey_benefits_add() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--condition --entitlement)
    non_repeating_options=(--prefix --lifetime --zone --activations --usage --offline --grace --updates --max-major-version --enforcement --id --seat-moves --instructions --instructions-file --organization --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--prefix')
        return
        ;;
    '--lifetime')
        return
        ;;
    '--zone')
        return
        ;;
    '--activations')
        return
        ;;
    '--usage')
        return
        ;;
    '--condition')
        return
        ;;
    '--entitlement')
        return
        ;;
    '--offline')
        return
        ;;
    '--grace')
        return
        ;;
    '--updates')
        return
        ;;
    '--max-major-version')
        return
        ;;
    '--enforcement')
        __latchkey_add_completions -W 'deny'$'\n''advise'
        return
        ;;
    '--id')
        return
        ;;
    '--seat-moves')
        return
        ;;
    '--instructions')
        return
        ;;
    '--instructions-file')
        __latchkey_add_completions -f
        return
        ;;
    '--organization')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_benefits_list() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--organization --home)
    __latchkey_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--organization')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_benefits_show() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--organization --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--organization')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_benefits_edit() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--condition --entitlement)
    non_repeating_options=(--organization --home --prefix --lifetime --zone --activations --usage --offline --grace --updates --max-major-version --enforcement --seat-moves --instructions --instructions-file)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--organization')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    '--prefix')
        return
        ;;
    '--lifetime')
        return
        ;;
    '--zone')
        return
        ;;
    '--activations')
        return
        ;;
    '--usage')
        return
        ;;
    '--condition')
        return
        ;;
    '--entitlement')
        return
        ;;
    '--offline')
        return
        ;;
    '--grace')
        return
        ;;
    '--updates')
        return
        ;;
    '--max-major-version')
        return
        ;;
    '--enforcement')
        __latchkey_add_completions -W 'deny'$'\n''advise'
        return
        ;;
    '--seat-moves')
        return
        ;;
    '--instructions')
        return
        ;;
    '--instructions-file')
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_issue() {
    repeating_flags=()
    non_repeating_flags=(--irrevocable --ignore-columns --dry-run --bom --json --version -h --help)
    repeating_options=(--condition --entitlement)
    non_repeating_options=(--benefit --prefix --lifetime --zone --activations --usage --offline --grace --updates --max-major-version --enforcement --customer --customer-email --not-before --issued-at --algorithm --batch --count --batch-name --verify-every --format --output -o --signing-key --passphrase-file --passphrase-fd --home)
    __latchkey_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--benefit')
        return
        ;;
    '--prefix')
        return
        ;;
    '--lifetime')
        return
        ;;
    '--zone')
        return
        ;;
    '--activations')
        return
        ;;
    '--usage')
        return
        ;;
    '--condition')
        return
        ;;
    '--entitlement')
        return
        ;;
    '--offline')
        return
        ;;
    '--grace')
        return
        ;;
    '--updates')
        return
        ;;
    '--max-major-version')
        return
        ;;
    '--enforcement')
        __latchkey_add_completions -W 'deny'$'\n''advise'
        return
        ;;
    '--customer')
        return
        ;;
    '--customer-email')
        return
        ;;
    '--not-before')
        return
        ;;
    '--issued-at')
        return
        ;;
    '--algorithm')
        __latchkey_add_completions -W 'ed25519'$'\n''eddsa'
        return
        ;;
    '--batch')
        __latchkey_add_completions -f
        return
        ;;
    '--count')
        return
        ;;
    '--batch-name')
        return
        ;;
    '--verify-every')
        return
        ;;
    '--format')
        __latchkey_add_completions -W 'text'$'\n''csv'$'\n''jsonl'$'\n''lic'
        return
        ;;
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--signing-key')
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_renew() {
    repeating_flags=()
    non_repeating_flags=(--end-former-keys --ignore-columns --dry-run --json --version -h --help)
    repeating_options=(--condition --entitlement)
    non_repeating_options=(--prefix --lifetime --zone --activations --usage --offline --grace --updates --max-major-version --enforcement --csv --batch-name --format --output -o --signing-key --passphrase-file --passphrase-fd --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--prefix')
        return
        ;;
    '--lifetime')
        return
        ;;
    '--zone')
        return
        ;;
    '--activations')
        return
        ;;
    '--usage')
        return
        ;;
    '--condition')
        return
        ;;
    '--entitlement')
        return
        ;;
    '--offline')
        return
        ;;
    '--grace')
        return
        ;;
    '--updates')
        return
        ;;
    '--max-major-version')
        return
        ;;
    '--enforcement')
        __latchkey_add_completions -W 'deny'$'\n''advise'
        return
        ;;
    '--csv')
        __latchkey_add_completions -f
        return
        ;;
    '--batch-name')
        return
        ;;
    '--format')
        __latchkey_add_completions -W 'text'$'\n''csv'$'\n''jsonl'$'\n''lic'
        return
        ;;
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--signing-key')
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_change() {
    repeating_flags=()
    non_repeating_flags=(--end-former-keys --ignore-columns --dry-run --json --version -h --help)
    repeating_options=(--condition --entitlement)
    non_repeating_options=(--benefit --prefix --lifetime --zone --activations --usage --offline --grace --updates --max-major-version --enforcement --csv --batch-name --format --output -o --signing-key --passphrase-file --passphrase-fd --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--benefit')
        return
        ;;
    '--prefix')
        return
        ;;
    '--lifetime')
        return
        ;;
    '--zone')
        return
        ;;
    '--activations')
        return
        ;;
    '--usage')
        return
        ;;
    '--condition')
        return
        ;;
    '--entitlement')
        return
        ;;
    '--offline')
        return
        ;;
    '--grace')
        return
        ;;
    '--updates')
        return
        ;;
    '--max-major-version')
        return
        ;;
    '--enforcement')
        __latchkey_add_completions -W 'deny'$'\n''advise'
        return
        ;;
    '--csv')
        __latchkey_add_completions -f
        return
        ;;
    '--batch-name')
        return
        ;;
    '--format')
        __latchkey_add_completions -W 'text'$'\n''csv'$'\n''jsonl'$'\n''lic'
        return
        ;;
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--signing-key')
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_licenses() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|show|export)
        # Offer subcommand argument completions
        "_latchkey_licenses_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list show export' -- "${cur}"))
        ;;
    esac
}

_latchkey_licenses_list() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--benefit --customer --batch --expiring-before --state --organization --home --limit)
    __latchkey_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--benefit')
        return
        ;;
    '--customer')
        return
        ;;
    '--batch')
        return
        ;;
    '--expiring-before')
        return
        ;;
    '--state')
        return
        ;;
    '--organization')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    '--limit')
        return
        ;;
    esac
}

_latchkey_licenses_show() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_licenses_export() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=(--benefit --customer --batch --expiring-before --state --organization --home --output -o)
    __latchkey_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--benefit')
        return
        ;;
    '--customer')
        return
        ;;
    '--batch')
        return
        ;;
    '--expiring-before')
        return
        ;;
    '--state')
        return
        ;;
    '--organization')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_revoke() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--reason --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--reason')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_suspend() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--reason --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--reason')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_reinstate() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--reason --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--reason')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_status() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    publish|build|show|diff|staple|device)
        # Offer subcommand argument completions
        "_latchkey_status_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'publish build show diff staple device' -- "${cur}"))
        ;;
    esac
}

_latchkey_status_publish() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--confirm-shrink --root)
    non_repeating_options=(--base --organization --ttl --expires --signing-key --passphrase-file --passphrase-fd --home --bundle --threshold)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--base')
        return
        ;;
    '--organization')
        return
        ;;
    '--ttl')
        return
        ;;
    '--expires')
        return
        ;;
    '--confirm-shrink')
        return
        ;;
    '--signing-key')
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    '--bundle')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_status_build() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--confirm-shrink)
    non_repeating_options=(--shard --output -o --base --organization --ttl --expires --signing-key --passphrase-file --passphrase-fd --home)
    __latchkey_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--shard')
        return
        ;;
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--base')
        return
        ;;
    '--organization')
        return
        ;;
    '--ttl')
        return
        ;;
    '--expires')
        return
        ;;
    '--confirm-shrink')
        return
        ;;
    '--signing-key')
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_status_show() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--key --affirmation --root)
    non_repeating_options=(--delta --bundle --threshold --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--delta')
        __latchkey_add_completions -f
        return
        ;;
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--bundle')
        __latchkey_add_completions -f
        return
        ;;
    '--affirmation')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_status_diff() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--key --affirmation --root)
    non_repeating_options=(--bundle --threshold --home)
    __latchkey_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--bundle')
        __latchkey_add_completions -f
        return
        ;;
    '--affirmation')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    2)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_status_staple() {
    repeating_flags=()
    non_repeating_flags=(--typed --json --version -h --help)
    repeating_options=(--key --affirmation --root)
    non_repeating_options=(--list --output -o --publish --signing-key --bundle --threshold --home --passphrase-file --passphrase-fd)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--list')
        __latchkey_add_completions -f
        return
        ;;
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--publish')
        __latchkey_add_completions -d
        return
        ;;
    '--signing-key')
        return
        ;;
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--bundle')
        __latchkey_add_completions -f
        return
        ;;
    '--affirmation')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_status_device() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--fact --key --root --condition)
    non_repeating_options=(--device --threshold --max-bundle-age --warn-bundle-age)
    __latchkey_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--device')
        __latchkey_add_completions -d
        return
        ;;
    '--fact')
        return
        ;;
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--condition')
        return
        ;;
    '--max-bundle-age')
        return
        ;;
    '--warn-bundle-age')
        return
        ;;
    esac
}

_latchkey_trust() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    init|add-key|retire-key|compromise-key|renew|roots|floor|sign|cosign|affirm|use|show|verify)
        # Offer subcommand argument completions
        "_latchkey_trust_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'init add-key retire-key compromise-key renew roots floor sign cosign affirm use show verify' -- "${cur}"))
        ;;
    esac
}

_latchkey_trust_init() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--root --service-url)
    non_repeating_options=(--threshold --expires --org --status-base --organization --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--expires')
        return
        ;;
    '--org')
        return
        ;;
    '--status-base')
        return
        ;;
    '--service-url')
        return
        ;;
    '--organization')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_add-key() {
    repeating_flags=()
    non_repeating_flags=(--json --require-status --version -h --help)
    repeating_options=(--benefit)
    non_repeating_options=(--output -o --public-key --role --from --until --longest-lifetime --home)
    __latchkey_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--public-key')
        __latchkey_add_completions -f
        return
        ;;
    '--role')
        __latchkey_add_completions -W 'issue'$'\n''activate'$'\n''status'
        return
        ;;
    '--from')
        return
        ;;
    '--until')
        return
        ;;
    '--benefit')
        return
        ;;
    '--longest-lifetime')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    2)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_retire-key() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--output -o --at)
    __latchkey_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--at')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    2)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_compromise-key() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--output -o --at)
    __latchkey_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--at')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    2)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_renew() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--service-url)
    non_repeating_options=(--output -o --expires --status-base)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--expires')
        return
        ;;
    '--status-base')
        return
        ;;
    '--service-url')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_roots() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--root)
    non_repeating_options=(--output -o --threshold)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_floor() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--output -o)
    __latchkey_offer_flags_options 3

    # Offer option value completions
    case "${prev}" in
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_sign() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--held --root-key --passphrase-file --passphrase-fd)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--held')
        __latchkey_add_completions -f
        return
        ;;
    '--root-key')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_cosign() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--held --root-key --passphrase-file --passphrase-fd)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--held')
        __latchkey_add_completions -f
        return
        ;;
    '--root-key')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_affirm() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--compromised --before --root-key --passphrase-file --passphrase-fd --organization --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--compromised')
        __latchkey_add_completions -f
        return
        ;;
    '--before')
        return
        ;;
    '--root-key')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--organization')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_use() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--root)
    non_repeating_options=(--threshold --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_show() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 1

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_trust_verify() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--root --held)
    non_repeating_options=(--threshold)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--held')
        __latchkey_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_pack() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--output -o)
    __latchkey_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_qr() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--format --output -o)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--format')
        __latchkey_add_completions -W 'terminal'$'\n''svg'$'\n''png'
        return
        ;;
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_sign() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--private-key --output -o --passphrase-file --passphrase-fd)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--private-key')
        __latchkey_add_completions -f
        return
        ;;
    '--output'|'-o')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_registry() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    resume|adopt|settle)
        # Offer subcommand argument completions
        "_latchkey_registry_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'resume adopt settle' -- "${cur}"))
        ;;
    esac
}

_latchkey_registry_resume() {
    repeating_flags=()
    non_repeating_flags=(--yes --without-lists --anyway --json --version -h --help)
    repeating_options=(--list)
    non_repeating_options=(--number --home)
    __latchkey_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--list')
        __latchkey_add_completions -f
        return
        ;;
    '--number')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_registry_adopt() {
    repeating_flags=()
    non_repeating_flags=(--dry-run --json --version -h --help)
    repeating_options=()
    non_repeating_options=(--home)
    __latchkey_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_registry_settle() {
    repeating_flags=()
    non_repeating_flags=(--all --json --version -h --help)
    repeating_options=()
    non_repeating_options=(--home)
    __latchkey_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_verify() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--key --affirmation --root --benefit --prefix --condition --fact)
    non_repeating_options=(--bundle --threshold --home --org --used --released --major-version --list --delta --certificate --device --max-bundle-age --warn-bundle-age --at)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--bundle')
        __latchkey_add_completions -f
        return
        ;;
    '--affirmation')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    '--org')
        return
        ;;
    '--benefit')
        return
        ;;
    '--prefix')
        return
        ;;
    '--condition')
        return
        ;;
    '--used')
        return
        ;;
    '--released')
        return
        ;;
    '--major-version')
        return
        ;;
    '--list')
        __latchkey_add_completions -f
        return
        ;;
    '--delta')
        __latchkey_add_completions -f
        return
        ;;
    '--certificate')
        __latchkey_add_completions -f
        return
        ;;
    '--device')
        __latchkey_add_completions -d
        return
        ;;
    '--fact')
        return
        ;;
    '--max-bundle-age')
        return
        ;;
    '--warn-bundle-age')
        return
        ;;
    '--at')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_explain() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--key --affirmation --root --benefit --prefix --condition --fact)
    non_repeating_options=(--bundle --threshold --home --org --used --released --major-version --list --delta --certificate --device --max-bundle-age --warn-bundle-age --at --offline-for)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--bundle')
        __latchkey_add_completions -f
        return
        ;;
    '--affirmation')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    '--org')
        return
        ;;
    '--benefit')
        return
        ;;
    '--prefix')
        return
        ;;
    '--condition')
        return
        ;;
    '--used')
        return
        ;;
    '--released')
        return
        ;;
    '--major-version')
        return
        ;;
    '--list')
        __latchkey_add_completions -f
        return
        ;;
    '--delta')
        __latchkey_add_completions -f
        return
        ;;
    '--certificate')
        __latchkey_add_completions -f
        return
        ;;
    '--device')
        __latchkey_add_completions -d
        return
        ;;
    '--fact')
        return
        ;;
    '--max-bundle-age')
        return
        ;;
    '--warn-bundle-age')
        return
        ;;
    '--at')
        return
        ;;
    '--offline-for')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_inspect() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 1

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_new-app() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=(--key --prefix --home)
    __latchkey_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--prefix')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -W 'swift'$'\n''c'$'\n''python'$'\n''js'$'\n''go'$'\n''rust'
        return
        ;;
    2)
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_install() {
    repeating_flags=()
    non_repeating_flags=(--replace --json --version -h --help)
    repeating_options=(--fact --key --root)
    non_repeating_options=(--device --threshold)
    __latchkey_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--device')
        __latchkey_add_completions -d
        return
        ;;
    '--fact')
        return
        ;;
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_request() {
    repeating_flags=()
    non_repeating_flags=(--deactivate --include-license --typed --json --version -h --help)
    repeating_options=(--fact --key --root --condition)
    non_repeating_options=(--exchange --device --threshold --label --portal)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--exchange')
        __latchkey_add_completions -f
        return
        ;;
    '--device')
        __latchkey_add_completions -d
        return
        ;;
    '--fact')
        return
        ;;
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--label')
        return
        ;;
    '--condition')
        return
        ;;
    '--portal')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_use() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=(--fact --key --root --condition)
    non_repeating_options=(--device --threshold --max-bundle-age --warn-bundle-age)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--device')
        __latchkey_add_completions -d
        return
        ;;
    '--fact')
        return
        ;;
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--condition')
        return
        ;;
    '--max-bundle-age')
        return
        ;;
    '--warn-bundle-age')
        return
        ;;
    esac
}

_latchkey_report() {
    repeating_flags=()
    non_repeating_flags=(--typed --json --version -h --help)
    repeating_options=(--fact --key --root)
    non_repeating_options=(--device --threshold --portal)
    __latchkey_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--device')
        __latchkey_add_completions -d
        return
        ;;
    '--fact')
        return
        ;;
    '--key')
        __latchkey_add_completions -f
        return
        ;;
    '--root')
        __latchkey_add_completions -f
        return
        ;;
    '--threshold')
        return
        ;;
    '--portal')
        return
        ;;
    esac
}

_latchkey_approve() {
    repeating_flags=()
    non_repeating_flags=(--beyond-moves --forgive-copies --typed --json --version -h --help)
    repeating_options=()
    non_repeating_options=(--rebind --lease --allowance --signing-key --passphrase-file --passphrase-fd --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--rebind')
        return
        ;;
    '--lease')
        return
        ;;
    '--allowance')
        return
        ;;
    '--signing-key')
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_accept() {
    repeating_flags=()
    non_repeating_flags=(--forgive-copies --typed --json --version -h --help)
    repeating_options=()
    non_repeating_options=(--lease --allowance --signing-key --passphrase-file --passphrase-fd --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--lease')
        return
        ;;
    '--allowance')
        return
        ;;
    '--signing-key')
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_clock-reset() {
    repeating_flags=()
    non_repeating_flags=(--typed --json --version -h --help)
    repeating_options=()
    non_repeating_options=(--time --expires --signing-key --passphrase-file --passphrase-fd --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--time')
        return
        ;;
    '--expires')
        return
        ;;
    '--signing-key')
        return
        ;;
    '--passphrase-file')
        __latchkey_add_completions -f
        return
        ;;
    '--passphrase-fd')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_seats() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|show|free|void-usage)
        # Offer subcommand argument completions
        "_latchkey_seats_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list show free void-usage' -- "${cur}"))
        ;;
    esac
}

_latchkey_seats_list() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--limit --organization --home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--limit')
        return
        ;;
    '--organization')
        return
        ;;
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_seats_show() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_seats_free() {
    repeating_flags=()
    non_repeating_flags=(--beyond-moves --json --version -h --help)
    repeating_options=()
    non_repeating_options=(--home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __latchkey_add_completions -f
        return
        ;;
    esac
}

_latchkey_seats_void-usage() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--home)
    __latchkey_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--home')
        __latchkey_add_completions -d
        return
        ;;
    esac
}

_latchkey_demo() {
    repeating_flags=()
    non_repeating_flags=(--air-gap --keep --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options 0
}

_latchkey_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __latchkey_offer_flags_options -1
}

complete -o filenames -F _latchkey latchkey
