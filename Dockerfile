# Askboard for the processor alone. `docker build --build-arg PIP_ARGS="--extra-index-url ..." -t askboard .`, with the
# wheel index that pytorch.org names for the processor; without it pip takes PyTorch with CUDA, several GB.
ARG PYTHON=python:3.11-slim

FROM ${PYTHON} AS build
ARG PIP_ARGS=""
ARG EXTRAS="ocr"
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/askboard
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
# What is needed first, by itself: it is large and seldom changes.
COPY pyproject.toml requirements.lock ./
RUN python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
o = p['optional-dependencies']; \
print(*p['dependencies'], *(d for e in '${EXTRAS}'.split() for d in o[e]), sep='\n')" > /tmp/needed.txt \
    && pip install ${PIP_ARGS} -c requirements.lock -r /tmp/needed.txt
COPY README.md *.py ./
COPY .streamlit/config.toml .streamlit/config.toml
COPY answer answer
COPY briefing briefing
COPY eval eval
COPY index index
COPY ingest ingest
COPY people people
COPY samples samples
COPY serving serving
COPY talks talks
COPY training training
COPY ui ui
RUN pip install --no-deps -e .

FROM ${PYTHON}
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/askboard /opt/askboard
RUN useradd --uid 10001 --home-dir /var/lib/askboard --create-home askboard \
    && install -d -o askboard -g askboard -m 700 /var/lib/askboard
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    ANONYMIZED_TELEMETRY=False \
    STREAMLIT_BROWSER_GATHER_USAGE_STATS=false \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    ASKBOARD_DATA=/var/lib/askboard/library
WORKDIR /opt/askboard
USER 10001
# The library lies in a folder of the volume, so that `askboard restore` can let two folders change places.
VOLUME /var/lib/askboard
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-c", "import os, sys, urllib.request as u; sys.exit(u.urlopen('http://localhost:' + os.environ['STREAMLIT_SERVER_PORT'] + '/_stcore/health', timeout=5).read() != b'ok')"]
CMD ["streamlit", "run", "app.py"]
