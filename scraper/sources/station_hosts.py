"""The sites of NPR member stations that are known here, by the time zone of the station.

All of them run on the system that NPR hosts for stations. A station that is missing can be named
in the configuration.
"""

from __future__ import annotations

#: The zone of a station that is configured and not known here: half of them are in it.
DEFAULT_ZONE = "America/New_York"

#: Hosts by IANA time zone; a leading dot takes the site's subdomains too.
HOSTS_BY_ZONE: dict[str, tuple[str, ...]] = {
    DEFAULT_ZONE: tuple(
        """.bpr.org .capeandislands.org .ctpublic.org .delawarepublic.org .ideastream.org .lpm.org
        .mainepublic.org .nepm.org .nhpr.org .southcarolinapublicradio.org .vermontpublic.org
        .vpm.org .wamc.org .weku.org .wesa.fm .wfae.org .wlrn.org .wosu.org .wrvo.org .wshu.org
        .wskg.org .wuky.org .wunc.org .wuot.org .wusf.org .wutc.org .wvtf.org .wvxu.org
        .wxxinews.org .wypr.org .wyso.org""".split()
    ),
    "America/Indiana/Indianapolis": (".wboi.org", ".wvpe.org"),
    "America/Detroit": (
        ".interlochenpublicradio.org",
        ".michiganpublic.org",
        ".wemu.org",
        ".wkar.org",
        ".wmuk.org",
    ),
    "America/Chicago": tuple(
        """.apr.org .hppr.org .iowapublicradio.org .kbia.org .kcur.org .keranews.org .kgou.org
        .kmuw.org .kosu.org .ksmu.org .kuaf.com .kut.org .marfapublicradio.org .nprillinois.org
        .radiomilwaukee.org .stlpr.org .tpr.org .tspr.org .wcbu.org .wglt.org .wkms.org .wrkf.org
        .wuwm.com .wwno.org .wxpr.org""".split()
    ),
    "America/Denver": tuple(
        """.aspenpublicradio.org .krwg.org .kuer.org .kunc.org .kunm.org .mtpr.org .upr.org
        .wyomingpublicmedia.org .ypradio.org""".split()
    ),
    "America/Boise": (".boisestatepublicradio.org",),
    "America/Phoenix": (".knau.org",),
    "America/Los_Angeles": tuple(
        """.ijpr.org .kalw.org .kazu.org .kcbx.org .kclu.org .klcc.org .knkx.org .kunr.org
        .kvpr.org .spokanepublicradio.org""".split()
    ),
    "America/Anchorage": (".kdlg.org",),
    "Pacific/Honolulu": (".hawaiipublicradio.org",),
}
