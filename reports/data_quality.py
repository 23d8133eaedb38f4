"""Data quality: which system and dataset is worst, in which dimension, by which rule, and who owns it."""

from pipelines.site import Page, Text, quality

PAGE = Page(
    title=Text("数据质量", "Data quality"),
    order=900,
    sections=quality.sections,
    slices=quality.SLICES,
    lead=Text(
        "每条规则的通过率在维度内平均，再按 GB/T 36344 六个维度的权重合成；权重见 district.toml。",
        "Pass rates of the rules are averaged within each dimension of GB/T 36344 and weighted as district.toml says.",
    ),
)
