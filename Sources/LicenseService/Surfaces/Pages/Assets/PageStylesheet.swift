/// How pages look: one text for all of them.
///
/// Colors are named once for light and once for dark; their contrast is in the article Pages.
enum PageStylesheet {
    static let text = """
        :root{--paper:#fff;--tint:#f5f6f8;--ink:#1a1d21;--soft:#555b65;--line:#d5d9e0;--edge:#7b8490;--accent:#1d4f91;--on-accent:#fff;--good:#17653a;--good-tint:#e6f4eb;--warning:#7a4d00;--warning-tint:#fdf1d8;--danger:#a1222a;--danger-tint:#fdeaea;--space:1rem;color-scheme:light dark}
        @media (prefers-color-scheme:dark){:root{--paper:#15181c;--tint:#1f242a;--ink:#e8eaed;--soft:#a9b1bc;--line:#363d46;--edge:#7d8794;--accent:#8ab8f2;--on-accent:#10151b;--good:#7fd6a2;--good-tint:#16301f;--warning:#f0c264;--warning-tint:#34280d;--danger:#f79a9a;--danger-tint:#3a1a1c}}
        *{box-sizing:border-box}
        html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);min-height:100vh;display:flex;flex-direction:column}
        main{flex:1;width:100%;max-width:72rem;margin:0 auto;padding:1.5rem 1rem 3rem}
        main:focus{outline:none}
        a{color:var(--accent);text-underline-offset:.15em}
        a:hover{text-decoration-thickness:2px}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        h1{font-size:1.625rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
        h2{font-size:1.125rem;line-height:1.35;margin:0 0 .75rem}
        .part{margin-top:2rem}
        p{margin:0 0 .75rem;max-width:44rem}
        code{font:.875em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        .skip{position:absolute;left:-999rem}
        .skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
        .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .top{border-bottom:1px solid var(--line);background:var(--tint)}
        .top-line{max-width:72rem;margin:0 auto;padding:.5rem 1rem;display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem}
        .brand{display:inline-flex;align-items:center;gap:.5rem;font-weight:650;color:inherit;text-decoration:none;min-height:2.75rem}
        .brand img{height:1.75rem;width:auto;max-width:10rem}
        .top nav{flex:1}
        .top ul{list-style:none;display:flex;flex-wrap:wrap;margin:0;padding:0;gap:0 .25rem}
        .top li a{display:block;padding:.5rem .6rem;color:var(--ink);text-decoration:none;border-bottom:3px solid transparent}
        .top li a:hover{text-decoration:underline}
        .top li a[aria-current]{border-color:var(--accent);font-weight:600}
        .sign-out{margin-left:auto}
        .bottom{border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
        .bottom p{max-width:72rem;margin:0 auto;padding:1rem}
        .trail ol{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;margin:0 0 .5rem;padding:0;font-size:.875rem}
        .trail li:after{content:"/";margin-left:.5rem;color:var(--soft)}
        .trail a{display:inline-block;min-height:1.5rem}
        .head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.75rem 1.5rem;margin-bottom:1rem}
        .intro{color:var(--soft)}
        .actions{display:flex;flex-wrap:wrap;gap:.5rem;margin:0;max-width:none}
        .part>.actions{margin-top:1rem}
        .button,button{display:inline-block;font:inherit;font-weight:550;line-height:1.25rem;min-height:2.5rem;padding:.55rem .95rem;border:1px solid var(--edge);border-radius:.375rem;background:var(--paper);color:var(--ink);text-decoration:none;cursor:pointer}
        .button:hover,button:hover{background:var(--tint)}
        .primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
        .primary:hover{background:var(--accent);text-decoration:underline}
        button.danger,.button.danger{border-color:var(--danger);color:var(--danger);background:var(--paper)}
        form.grave button[type=submit].danger{background:var(--danger);color:var(--paper)}
        .small{min-height:2rem;padding:.25rem .7rem;font-size:.875rem}
        .button[aria-current]{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
        .quiet{border-color:transparent;background:none;min-height:2.5rem}
        .badge{display:inline-block;font-size:.8125rem;line-height:1.25rem;font-weight:600;padding:.05rem .5rem;border:1px solid currentColor;border-radius:1rem;vertical-align:middle;white-space:nowrap}
        .badge.good{color:var(--good);background:var(--good-tint)}
        .badge.warning{color:var(--warning);background:var(--warning-tint)}
        .badge.danger{color:var(--danger);background:var(--danger-tint)}
        .badge.neutral{color:var(--soft);background:var(--tint)}
        .notice{border:1px solid;border-left-width:.375rem;border-radius:.25rem;padding:.75rem 1rem;margin:0 0 1.25rem;max-width:48rem}
        .notice p,.notice ul{margin:0}
        .notice.good{border-color:var(--good);background:var(--good-tint)}
        .notice.warning{border-color:var(--warning);background:var(--warning-tint)}
        .notice.danger{border-color:var(--danger);background:var(--danger-tint)}
        .notice.neutral{border-color:var(--edge);background:var(--tint)}
        .consequences{margin:0 0 1rem;padding-left:1.25rem;max-width:44rem}
        .consequences li{margin-bottom:.35rem}
        .figures{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem}
        .figures li{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
        .figures a{color:inherit;text-decoration:none;display:block}
        .figures a:hover .meaning{text-decoration:underline}
        .figures .number{display:block;font-size:1.625rem;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums}
        .figures .meaning{color:var(--soft);font-size:.9375rem}
        .details{margin:0;border-top:1px solid var(--line)}
        .details>div{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.25rem 1rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
        .details dt{color:var(--soft)}
        .details dd{margin:0;overflow-wrap:anywhere}
        .progress{max-width:36rem}
        .progress label{display:block;font-weight:600;margin-bottom:.35rem}
        progress{display:block;width:100%;height:.75rem;border:1px solid var(--edge);border-radius:.375rem;background:var(--tint);accent-color:var(--accent);overflow:hidden;appearance:none;-webkit-appearance:none}
        progress::-webkit-progress-bar{background:var(--tint)}
        progress::-webkit-progress-value{background:var(--accent)}
        progress::-moz-progress-bar{background:var(--accent)}
        .note,.hint{color:var(--soft);font-size:.875rem}
        .table{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:.9375rem}
        th{text-align:left;font-weight:600;color:var(--soft);font-size:.875rem;white-space:nowrap}
        th,td{padding:.6rem 1.25rem .6rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        td{overflow-wrap:break-word}
        th.number,td.number{text-align:right;font-variant-numeric:tabular-nums}
        td.steady{white-space:nowrap}
        tbody tr:hover{background:var(--tint)}
        .empty{color:var(--soft);border:1px dashed var(--edge);border-radius:.5rem;padding:1.25rem;max-width:none}
        .pager{margin:1rem .5rem 0 0;display:inline-block}
        .form{max-width:36rem}
        .field{margin-bottom:1.1rem}
        .field>label,.field>legend{display:block;font-weight:600;padding:0}
        fieldset.field{border:0;padding:0;margin-left:0;margin-right:0;min-width:0}
        fieldset.field.wrong{border-left:.25rem solid var(--danger);padding-left:.75rem}
        .hint,.error{margin:0 0 .25rem}
        .error{color:var(--danger);font-weight:600}
        .wrong{border-left:.25rem solid var(--danger);padding-left:.75rem}
        input,select,textarea{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:.375rem;padding:.5rem .6rem;width:100%;min-height:2.5rem}
        textarea{font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;resize:vertical}
        .check{display:flex;gap:.6rem;align-items:center;min-height:2rem}
        .check input{width:1.25rem;height:1.25rem;min-height:0;flex:none;accent-color:var(--accent)}
        .check label{font-weight:400}
        .submit{display:flex;flex-wrap:wrap;gap:.5rem}
        .filter{max-width:none;display:flex;flex-wrap:wrap;gap:.75rem;align-items:flex-end;margin-bottom:1rem}
        .filter .field{margin:0;flex:1 1 9rem}
        .filter .field:first-of-type{flex:1 0 100%}
        .filter .field:first-of-type input{max-width:36rem}
        .inline{display:inline;max-width:none}
        .inline .submit{display:inline}
        .copy label{display:block;font-weight:600}
        .copy{max-width:48rem}
        .copy+form,.details+.copy,.copy+.actions{margin-top:1rem}
        .form.filter+.table,.form+.table{margin-top:1.25rem}
        .picture{margin:1rem 0 0}
        .picture svg{max-width:100%;height:auto;background:#fff;border-radius:.25rem}
        figcaption{color:var(--soft);font-size:.875rem}
        .plot-frame{margin:0 0 1.5rem}
        .plot-frame figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;color:var(--ink);font-weight:600;font-size:.9375rem;margin-bottom:.35rem}
        .peak{font-weight:400;color:var(--soft);font-size:.875rem}
        .plot{display:block;width:100%;height:7.5rem}
        .plot-bars{fill:var(--accent)}
        .plot-line{stroke:var(--edge);fill:none;vector-effect:non-scaling-stroke}
        .days{display:flex;justify-content:space-between;color:var(--soft);font-size:.8125rem;margin:.25rem 0 0;max-width:none}
        @media (max-width:40rem){
        .top nav{order:3;flex:1 0 100%}
        .top li a{padding:.4rem .5rem;white-space:nowrap}
        main{padding-top:1rem}
        .details>div{grid-template-columns:1fr}
        thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        table,tbody,tr,td{display:block;width:100%}
        tbody tr{border:1px solid var(--line);border-radius:.5rem;padding:.5rem .75rem;margin-bottom:.75rem}
        td,td.number{display:flex;justify-content:space-between;gap:1rem;text-align:right;border:0;padding:.2rem 0}
        td:before{content:attr(data-label);color:var(--soft);text-align:left;flex:none;max-width:45%}
        td{overflow-wrap:anywhere}
        td .note{display:block}
        .filter .field{flex-basis:100%!important}
        }
        @media (prefers-reduced-motion:no-preference){.button,button{transition:background .12s}}
        @media print{.top,.bottom,.actions,.submit,.trail{display:none}}
        """
}
