/// The part of the stylesheet that a picture needs by itself. `templates/assets/diagram.css` holds the same text; a test
/// compares them.
enum DiagramStyle {
    /// Colours by role on light paper. Text pairs have a contrast of 4.8 or more.
    static let light = """
        --paper:#FBFAF6;--panel:#FFFFFF;--sunk:#F4F2EB;--ink:#1A1D27;--ink2:#474D5C;--ink3:#646A79;
        --line:#DEDACE;--line2:#C9C4B5;--focus:#1F5BD8;--sel:#FFF3C4;
        --B:#7F5200;--C:#3644B8;--S:#0A6B61;--A:#7434AE;--X:#B1221B;
        --fc:#9A5A00;--fcp:#FFF8E8;--fcb:#EBD3A0;--fcc:#F6E2B8;
        --code:#AD4300;--codeb:#FFEADD;--ver:#A81464;--verb:#FDE6F1;--at:#14703A;--atb:#E0F4E6;
        --rt:#0B6684;--rtb:#DDF1F8;--st:#4E5668;--stb:#EEEFF3;
        --ok:#14703A;--okb:#E0F4E6;--mv:#84510A;--mvb:#FBEBCB;--er:#AE211A;--erb:#FDE7E4;
        --zu:#F6F3E9;--zr:#EFF5F2;--za:#F5F1F9;
        """

    /// The same roles on dark paper.
    static let dark = """
        --paper:#111319;--panel:#1A1D26;--sunk:#0C0E13;--ink:#ECEEF4;--ink2:#B9C0CE;--ink3:#949CAD;
        --line:#2C313D;--line2:#434A5A;--focus:#8DB4FF;--sel:#3A3313;
        --B:#EDBB6A;--C:#9FAEFF;--S:#62D2C3;--A:#CFA8FF;--X:#FF8F86;
        --fc:#F0B860;--fcp:#231D12;--fcb:#57451F;--fcc:#4A3A18;
        --code:#FFAE7C;--codeb:#3A2114;--ver:#FF93C9;--verb:#3B1729;--at:#78DD98;--atb:#14301E;
        --rt:#74CFEC;--rtb:#112D38;--st:#B3BCCD;--stb:#272C38;
        --ok:#78DD98;--okb:#14301E;--mv:#F0B860;--mvb:#382A10;--er:#FF9C93;--erb:#401A17;
        --zu:#15161A;--zr:#12191B;--za:#17151F;
        """

    /// Fonts of the system, never fetched.
    static let fonts = """
        --sans:Inter,system-ui,"Segoe UI",Roboto,Arial,sans-serif;
        --mono:ui-monospace,"Cascadia Code","JetBrains Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;
        """

    /// The variables on `:root`, dark where the viewer prefers it.
    static let palette = """
        :root{color-scheme:light dark;
        \(light)
        \(fonts)}
        @media (prefers-color-scheme:dark){:root{
        \(dark)}}
        """

    /// Shapes and text of every picture.
    static let picture = """
        .seq{display:block;width:100%;font-family:var(--sans)}
        .l-B{--l:var(--B)}.l-C{--l:var(--C)}.l-S{--l:var(--S)}.l-A{--l:var(--A)}.l-X{--l:var(--X)}.l-M{--l:var(--st)}
        .pub{--t:var(--st)}.t-code{--t:var(--code);--tb:var(--codeb)}.t-ver{--t:var(--ver);--tb:var(--verb)}
        .t-at{--t:var(--at);--tb:var(--atb)}.t-rt{--t:var(--rt);--tb:var(--rtb)}
        .t-st{--t:var(--st);--tb:var(--stb)}.t-key{--t:var(--ink);--tb:var(--stb)}
        .bc{--ch:var(--ink);--pn:var(--panel);--pb:var(--line);--cs:var(--panel)}
        .fc{--ch:var(--fc);--pn:var(--fcp);--pb:var(--fcb);--cs:var(--fcc)}
        .z-u{fill:var(--zu)}.z-r{fill:var(--zr)}.z-a{fill:var(--za)}[class^=z-]{height:99999px;rx:14px}.cov{height:36px;fill:var(--paper)}
        .zt{font-size:11.5px;font-weight:500;fill:var(--ink3)}.zt,.op,.stc,.thn,.numt,.hopt,.hops{text-anchor:middle}
        .fr,.lh,.st,.pub,.sec{overflow:visible}
        .lh rect,.life,.act,.org{stroke:var(--l)}.lh rect,.org,.endp,.ck circle,.no circle{fill:var(--panel)}
        .lh rect{y:28px;height:50px;rx:10px;stroke-width:1.5}
        .ic *,.ck path,.no path,.act,.ln.dt,.kg,.tn{stroke-linecap:round;stroke-linejoin:round}
        .ic *{stroke:var(--l,currentColor);stroke-width:1.6}
        .ln1{font-size:14px;font-weight:600;fill:var(--ink)}
        .ln2{font-family:var(--mono);font-size:11px;fill:var(--ink3)}
        .cc .ln1{font-size:12.5px}.cc .ln2{font-size:10.5px}
        .life,.th,.act,.cas,.ln,.kg,.ic *,.ck path,.no path{fill:none}
        .life{stroke-width:1.5;opacity:.55}
        .life.atk{stroke-dasharray:2 4;opacity:1}
        .th{stroke:var(--t);stroke-width:3}
        .thd{r:4.6px;fill:var(--t);stroke:var(--panel);stroke-width:1.5}
        .many{r:6.5px}.out{r:3.6px}
        .th.t-key{stroke:var(--ink3)}.thd.t-key{fill:var(--ink3)}.ses{stroke-dasharray:9 3}
        .thn{font-size:10px;font-weight:700;fill:var(--panel)}
        .act{stroke-width:8}
        .org{r:4px;stroke-width:2}
        .pnl{rx:10px;fill:var(--pn);stroke:var(--pb);stroke-width:var(--pw,1);stroke-dasharray:var(--pd,none)}.pnl:not([y]){height:100%}.self .pnl{y:-45px;height:64px}
        .cas{stroke:var(--cs);stroke-width:8}.hop .cas{stroke-width:7}
        .ln{stroke:var(--ch);stroke-width:1.9}
        .ln.rs{stroke-width:1.6;stroke-dasharray:5.5 4}
        .ln.dt{stroke-dasharray:1.5 5;stroke-width:2.2}
        .hd{fill:var(--ch)}
        text.w{font:500 12.5px var(--mono);fill:var(--ink)}.w tspan{font-weight:800}
        text.c,tspan.c{font:400 12.5px var(--sans);fill:var(--ink2)}
        text.op{font:10.5px var(--mono);fill:var(--ink2)}
        text.note{font:italic 12.5px var(--sans);fill:var(--ink2)}
        .vt,.dt{font-size:12.5px;font-weight:500;fill:var(--er)}.dt{fill:var(--ink)}
        .stc,.hopt{font-family:var(--mono);font-weight:700}.stc{font-size:12px;fill:var(--sc)}.st rect{y:35px;height:17px;rx:4px;fill:var(--sf,var(--sb))}
        .s1,.s2{--sc:var(--ok);--sb:var(--okb)}.s3{--sc:var(--mv);--sb:var(--mvb)}
        .s4,.s5{--sc:var(--er);--sb:var(--erb)}
        .pub rect,.sec rect{y:-9.5px;width:calc(100% + 30px);height:19px;rx:9.5px;fill:var(--tb);stroke:var(--t);stroke-width:1.2}
        .pub rect{width:calc(100% + 16px);rx:4px;fill:var(--pn,var(--panel));stroke-width:1}
        .pub text,.sec text{transform:translate(22px,4px);font-size:11px;font-weight:600;fill:var(--t)}.pub text{fill:var(--st);transform:translate(8px,4px)}
        .kg{stroke:var(--t);stroke-width:1.5}
        .num{cx:20px;cy:50%;r:13.5px;fill:var(--nf,var(--panel));stroke:var(--nb,var(--line2));stroke-width:1.2}
        .numt{transform:translate(20px,16px);font-size:13px;font-weight:600;fill:var(--nt,var(--ink));font-variant-numeric:tabular-nums}
        .phl,.endp{stroke:var(--line2)}
        .pht{font-size:16px;font-weight:600;fill:var(--ink)}.phq{font-size:13.5px;fill:var(--ink2)}
        .endp{rx:10px}
        .ck *{stroke:var(--ok)}.no *{stroke:var(--er)}.ck circle,.no circle{stroke-width:1.8}
        .ck path,.no path{stroke-width:2}
        .hop .c{paint-order:stroke;stroke:var(--zu);stroke-width:5px}
        .hopb{x:-26px;y:-19px;width:52px;height:38px;rx:8px;fill:var(--fcp);stroke:var(--fc);stroke-width:1.2}
        .hopt,.hops{fill:var(--fc)}.hopt{font-size:12.5px}.hops{font-size:10.5px}
        .v-fail{--pb:var(--er);--pn:var(--erb);--cs:var(--erb);--bgc:var(--er);--sf:var(--panel)}
        .v-atk{--ch:var(--X);--pb:var(--X);--pn:var(--panel);--cs:var(--panel);--bgc:var(--X);--pw:1.5}
        .v-add{--pb:var(--ok);--pn:var(--okb);--cs:var(--okb);--bgc:var(--ok);--pw:1.5}.v-chg{--pb:var(--focus);--bgc:var(--focus);--pw:2;--pd:9 3 2 3}
        .v-rem{--pb:var(--ink3);--pn:var(--paper);--cs:var(--paper);--bgc:var(--ink3);--pd:4 3}.v-rem .w{text-decoration:line-through}
        .nw text{text-decoration:underline dotted}
        .badge rect{rx:4px;fill:var(--bgc)}.bt{font-size:11px;font-weight:700;fill:var(--panel)}
        .tl{stroke:var(--ch);fill:var(--ch);stroke-width:1.4}.tn{stroke:var(--ch);stroke-width:6}
        .mn{width:92px}.mn .life{opacity:.4;stroke-width:1.2}
        """

    /// The same, read for files of their own.
    static let sheet = StyleSheet(picture)
}
