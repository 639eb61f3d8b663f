FROM python:3.13-slim

WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot bot
RUN pip install --no-cache-dir -c constraints.txt '.[postgresql]' && rm -r /build

WORKDIR /verbatim
COPY corpus corpus
RUN useradd --system verbatim && install -d -o verbatim .verbatim
USER verbatim
VOLUME /verbatim/.verbatim

ENTRYPOINT ["verbatim"]
CMD ["run"]
